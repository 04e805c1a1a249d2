namespace Monolith.Processing.Routing.Streams;

/// <summary>The streams of a tenant: how many days the records of each are kept.</summary>
/// <param name="Streams">Days by name.</param>
internal sealed record StreamSettings(IReadOnlyDictionary<string, int> Streams)
{
    /// <summary>A tenant without streams.</summary>
    public static StreamSettings None { get; } = new(new Dictionary<string, int>(StringComparer.Ordinal));
}
