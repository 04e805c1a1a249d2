namespace Monolith.Explore.Saved;

/// <summary>A kind of things that people keep.</summary>
/// <param name="Path">Where they are.</param>
/// <param name="Plural">What a list of them is called in an answer.</param>
/// <param name="Noun">What people call one.</param>
/// <param name="Kind">The kind of their documents; with <c>_</c> instead of <c>-</c>, what the audit trail calls one.</param>
/// <param name="BuiltIn">Those that every tenant has and nobody changes.</param>
internal sealed record SavedKind<T>(string Path, string Plural, string Noun, string Kind, IReadOnlyList<T> BuiltIn)
    where T : SavedDocument;

/// <summary>All kinds.</summary>
internal static class SavedKinds
{
    /// <summary>Questions that people ask again.</summary>
    public static SavedKind<SavedSearch> Searches { get; } =
        new("/api/v1/saved/searches", "searches", "saved search", "saved-search", []);

    /// <summary>Ways to look at records: columns and a filter.</summary>
    public static SavedKind<SavedSearch> Views { get; } = new("/api/v1/saved/views", "views", "view", "saved-view", []);

    /// <summary>Charts on one page.</summary>
    public static SavedKind<Dashboard> Dashboards { get; } =
        new("/api/v1/dashboards", "dashboards", "dashboard", "dashboard", BuiltInDashboards.Read());
}
