using System.Text;

namespace Monolith.DaprSidecar.PubSub;

/// <summary>A message as it lies on its topic.</summary>
/// <param name="Topic">Where it lies.</param>
/// <param name="Data">The bytes: a CloudEvent as JSON, unless the payload is raw.</param>
/// <param name="ContentType">The content type that the publisher's sidecar gave it, if any.</param>
/// <param name="Metadata">What the publisher said about it. Becomes headers of the delivery.</param>
public sealed record PublishedMessage(
    string Topic,
    ReadOnlyMemory<byte> Data,
    string? ContentType,
    IReadOnlyDictionary<string, string> Metadata
)
{
    /// <summary>The bytes as text.</summary>
    public string Text => Encoding.UTF8.GetString(Data.Span);
}
