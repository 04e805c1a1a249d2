using System.Text.RegularExpressions;
using FluentValidation;
using Monolith.Platform.Language;

namespace Monolith.Explore.Saved;

/// <summary>What a dashboard must be like.</summary>
internal sealed partial class DashboardRules : AbstractValidator<Dashboard>
{
    private const int MaxDescription = 2_000;
    private const int MaxPanels = 50;
    private const int MaxVariables = 20;
    private const int MaxText = 200;
    private const int MaxUnit = 20;
    private const int Columns = 12;
    private const int MaxRows = 1_000;
    private const int MaxHeight = 50;

    private static readonly TimeSpan ShortestRefresh = TimeSpan.FromSeconds(5);

    public DashboardRules()
    {
        this.AddSavedRules();
        RuleFor(dashboard => dashboard.Description)
            .MaximumLength(MaxDescription)
            .OverridePropertyName("description")
            .WithMessage($"description may have {MaxDescription} characters.");
        RuleFor(dashboard => dashboard.Refresh)
            .Must(refresh => refresh is null || IsRefresh(refresh))
            .OverridePropertyName("refresh")
            .WithMessage($"refresh must be {LogSpan.Syntax}, and at least 5s.");
        RuleFor(dashboard => dashboard)
            .Custom(
                (dashboard, context) =>
                {
                    foreach (var (field, message) in WrongWithVariables(dashboard).Concat(WrongWithPanels(dashboard)))
                    {
                        context.AddFailure(field, message);
                    }
                }
            );
    }

    /// <summary>How a panel can be drawn.</summary>
    public static IReadOnlyList<string> Charts { get; } = ["line", "bar", "area", "heatmap", "table", "value"];

    private static IEnumerable<(string Field, string Message)> WrongWithVariables(Dashboard dashboard)
    {
        if (dashboard.Variables.Count > MaxVariables)
        {
            yield return ("variables", $"There may be {MaxVariables} variables.");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, variable) in dashboard.Variables.Index())
        {
            if (variable is null)
            {
                yield return ($"variables[{i}]", "A variable must be an object.");
                continue;
            }

            if (!VariableNames().IsMatch(variable.Name))
            {
                yield return ($"variables[{i}].name", "name must be a letter and up to 39 letters, digits or '_'.");
            }
            else if (!names.Add(variable.Name))
            {
                yield return ($"variables[{i}].name", $"There are two variables {variable.Name}.");
            }

            if (variable.Field.Length is 0 or > MaxText)
            {
                yield return ($"variables[{i}].field", $"field must have 1 to {MaxText} characters.");
            }

            if (variable.Default?.Length > MaxText)
            {
                yield return ($"variables[{i}].default", $"default may have {MaxText} characters.");
            }
        }
    }

    private static IEnumerable<(string Field, string Message)> WrongWithPanels(Dashboard dashboard)
    {
        if (dashboard.Panels.Count > MaxPanels)
        {
            yield return ("panels", $"There may be {MaxPanels} panels.");
            yield break;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, panel) in dashboard.Panels.Index())
        {
            if (panel is null)
            {
                yield return ($"panels[{i}]", "A panel must be an object.");
                continue;
            }

            if (!SavedIds.IsId(panel.Id))
            {
                yield return ($"panels[{i}].id", SavedIds.Rule);
            }
            else if (!names.Add(panel.Id))
            {
                yield return ($"panels[{i}].id", $"There are two panels {panel.Id}.");
            }

            foreach (var (field, message) in WrongWith(panel, dashboard))
            {
                yield return ($"panels[{i}].{field}", message);
            }
        }
    }

    private static IEnumerable<(string Field, string Message)> WrongWith(DashboardPanel panel, Dashboard dashboard)
    {
        if (string.IsNullOrWhiteSpace(panel.Title) || panel.Title.Length > MaxText)
        {
            yield return ("title", $"title must have 1 to {MaxText} characters.");
        }

        if (!Charts.Contains(panel.Chart, StringComparer.Ordinal))
        {
            yield return ("chart", $"chart must be {string.Join(", ", Charts.SkipLast(1))} or {Charts[^1]}.");
        }

        if (panel.Unit?.Length > MaxUnit)
        {
            yield return ("unit", $"unit may have {MaxUnit} characters.");
        }

        if (!IsOnTheGrid(panel))
        {
            yield return (
                "x",
                $"The panel must lie on the grid: {Columns} columns, {MaxRows} rows, at most {MaxHeight} rows high."
            );
        }
        else if (dashboard.Panels.FirstOrDefault(other => Overlap(panel, other)) is { } other)
        {
            yield return ("x", $"The panel lies over the panel {other.Id}.");
        }

        if (SavedRules.WrongWith(DashboardVariables.Fill(panel.Query, dashboard.Variables)) is { } wrong)
        {
            yield return ("query", wrong);
        }
    }

    private static bool IsOnTheGrid(DashboardPanel panel) =>
        panel is { X: >= 0 and < Columns, Y: >= 0 and < MaxRows, W: > 0 and <= Columns, H: > 0 and <= MaxHeight }
        && panel.X + panel.W <= Columns;

    private static bool Overlap(DashboardPanel panel, DashboardPanel? other) =>
        other is not null
        && !ReferenceEquals(panel, other)
        && IsOnTheGrid(other)
        && panel.X < other.X + other.W
        && other.X < panel.X + panel.W
        && panel.Y < other.Y + other.H
        && other.Y < panel.Y + panel.H;

    private static bool IsRefresh(string text) =>
        LogSpan.TryParse(text, out var nanos) && nanos >= ShortestRefresh.Ticks * TimeSpan.NanosecondsPerTick;

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_]{0,39}\z", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex VariableNames();
}
