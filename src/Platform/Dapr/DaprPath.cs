using System.Text;

namespace Monolith.Platform.Dapr;

/// <summary>Builds the paths of the sidecar's HTTP API.</summary>
internal static class DaprPath
{
    /// <summary>The route's beginning and then each segment, encoded.</summary>
    public static string Of(string route, params ReadOnlySpan<string> segments)
    {
        var path = new StringBuilder(route);
        foreach (var segment in segments)
        {
            path.Append('/').Append(Uri.EscapeDataString(segment));
        }

        return path.ToString();
    }

    /// <summary>A topic, or a method of another app: encoded, but its slashes stay.</summary>
    public static string AddWithSlashes(this string path, string rest) =>
        $"{path}/{Uri.EscapeDataString(rest.TrimStart('/')).Replace("%2F", "/", StringComparison.Ordinal)}";

    /// <summary>Adds query parameters.</summary>
    public static string AddQuery(this string path, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var query = string.Join('&', parameters.Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    /// <summary>Adds what a component is told beside the request itself.</summary>
    public static string AddMetadata(this string path, IReadOnlyDictionary<string, string>? metadata) =>
        path.AddQuery(metadata?.Select(m => KeyValuePair.Create($"metadata.{m.Key}", m.Value)) ?? []);
}
