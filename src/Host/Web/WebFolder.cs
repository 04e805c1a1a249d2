using System.Reflection;

namespace Monolith.Host.Web;

/// <summary>Where the built page lies: beside the program where it was published, where it was built in a checkout.</summary>
internal static class WebFolder
{
    /// <returns>The folder, or null when the page was not built.</returns>
    public static string? Find() =>
        new[] { Path.Combine(AppContext.BaseDirectory, "web"), BuiltAt() }.FirstOrDefault(folder =>
            folder is not null && File.Exists(Path.Combine(folder, WebPage.Start))
        );

    private static string? BuiltAt() =>
        typeof(WebFolder)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(attribute => attribute.Key == "WebDist")
            ?.Value;
}
