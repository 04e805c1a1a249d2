using System.Text;

namespace Monolith.Healing.Kubernetes;

/// <summary>One request to the Kubernetes API.</summary>
/// <param name="Verb">As access rules name it.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">With the query, already encoded.</param>
/// <param name="Resource">The resource with its subresource, for messages and metrics.</param>
internal sealed record KubernetesRequest(string Verb, HttpMethod Method, string Path, string Resource)
{
    public ReadOnlyMemory<byte>? Body { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Whether to ask twice is the same as to ask once. The others are sent again only when no connection was made
    /// or the server said that it was too busy to look at them.</summary>
    public bool IsRepeatable => Method == HttpMethod.Get;

    /// <summary>Joins encoded segments to a path and adds the parameters that have a value.</summary>
    public static string PathOf(
        IEnumerable<string> segments,
        params ReadOnlySpan<(string Name, string? Value)> parameters
    )
    {
        var path = new StringBuilder();
        foreach (var segment in segments)
        {
            path.Append('/').Append(Uri.EscapeDataString(segment));
        }

        var separator = '?';
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                path.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
                separator = '&';
            }
        }

        return path.ToString();
    }

    /// <summary>Method and path, for messages.</summary>
    public override string ToString() => $"{Method} {Path.Split('?')[0]}";
}
