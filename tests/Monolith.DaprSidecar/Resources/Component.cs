namespace Monolith.DaprSidecar.Resources;

/// <summary>A building block under a name, as its YAML describes it. Values of secrets are already in place.</summary>
internal sealed record Component(string Name, string Type, string Version, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The part of the type before the first dot: pubsub, state, …</summary>
    public string Block => Type.Split('.')[0];

    /// <summary>A setting; null when it is not set. Names do not differ by case.</summary>
    public string? Setting(string name) =>
        Metadata.FirstOrDefault(entry => string.Equals(entry.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    public int Number(string name, int otherwise) => int.TryParse(Setting(name), out var number) ? number : otherwise;

    public bool IsSet(string name) => bool.TryParse(Setting(name), out var value) && value;
}
