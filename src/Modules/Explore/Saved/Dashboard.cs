namespace Monolith.Explore.Saved;

/// <summary>Charts on one page.</summary>
internal sealed record Dashboard : SavedDocument
{
    /// <summary>What it shows, in a sentence or two.</summary>
    public string? Description { get; init; }

    /// <summary>What its readers choose: queries have a variable as <c>$name</c>.</summary>
    public IReadOnlyList<DashboardVariable> Variables { get; init; } = [];

    /// <summary>The charts.</summary>
    public IReadOnlyList<DashboardPanel> Panels { get; init; } = [];

    /// <summary>How often it asks anew: <c>30s</c>; null for never.</summary>
    public string? Refresh { get; init; }
}

/// <summary>Something that the readers of a dashboard choose.</summary>
/// <param name="Name">Its name in queries, without the <c>$</c>.</param>
/// <param name="Field">The field whose values are offered.</param>
/// <param name="Default">What it is until somebody chooses; null for everything that has the field.</param>
internal sealed record DashboardVariable(string Name, string Field, string? Default = null);

/// <summary>A chart on the grid of a dashboard, which is twelve columns wide.</summary>
/// <param name="Id">Names it among those of its dashboard.</param>
/// <param name="Title">What stands above it.</param>
/// <param name="X">Its first column, from 0.</param>
/// <param name="Y">Its first row, from 0.</param>
/// <param name="W">How many columns wide it is.</param>
/// <param name="H">How many rows high it is.</param>
/// <param name="Chart">How it is drawn: one of <see cref="DashboardRules.Charts"/>.</param>
/// <param name="Query">The question that it answers.</param>
/// <param name="Unit">What its numbers are: <c>ms</c>, <c>%</c>; null for counts.</param>
internal sealed record DashboardPanel(
    string Id,
    string Title,
    int X,
    int Y,
    int W,
    int H,
    string Chart,
    string Query,
    string? Unit = null
);
