using System.Text.Json;

namespace Monolith.Explore.Saved;

/// <summary>The dashboards that come with the program, as files within it.</summary>
internal static class BuiltInDashboards
{
    private const string Folder = "dashboards/";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Dashboard> Read()
    {
        var assembly = typeof(BuiltInDashboards).Assembly;
        return
        [
            .. assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name =>
                {
                    using var file = assembly.GetManifestResourceStream(name)!;
                    var dashboard = JsonSerializer.Deserialize<Dashboard>(file, SavedJson.Options)!;
                    return dashboard with { BuiltIn = true };
                }),
        ];
    }
}
