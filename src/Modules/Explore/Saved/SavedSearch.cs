namespace Monolith.Explore.Saved;

/// <summary>A question that people ask again, and a view: a question with the columns that its records are shown in.</summary>
internal sealed record SavedSearch : SavedDocument
{
    /// <summary>The question, in the search language.</summary>
    public string Query { get; init; } = "";

    /// <summary>Of what time; null for the time that the reader looks at.</summary>
    public SavedRange? Range { get; init; }

    /// <summary>The fields to show; null for those that the page shows anyway.</summary>
    public IReadOnlyList<string>? Columns { get; init; }
}

/// <summary>A range of time as people write it.</summary>
/// <param name="From">Where it begins: <c>now-15m</c>, or a moment.</param>
/// <param name="To">Where it ends.</param>
internal sealed record SavedRange(string From, string To);
