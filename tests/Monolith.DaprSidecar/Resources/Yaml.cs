using YamlDotNet.RepresentationModel;

namespace Monolith.DaprSidecar.Resources;

/// <summary>A place in a YAML document. Asking for what is not there gives an empty place.</summary>
internal readonly struct Yaml(YamlNode? node)
{
    /// <summary>The value, when it is a scalar.</summary>
    public string? Text => (node as YamlScalarNode)?.Value;

    /// <summary>Members of a sequence.</summary>
    public IEnumerable<Yaml> Items => node is YamlSequenceNode list ? list.Select(item => new Yaml(item)) : [];

    /// <summary>Members of a mapping.</summary>
    public IEnumerable<KeyValuePair<string, Yaml>> Entries =>
        node is YamlMappingNode map
            ? map.Select(entry => KeyValuePair.Create(((YamlScalarNode)entry.Key).Value ?? "", new Yaml(entry.Value)))
            : [];

    public bool Exists => node is not null;

    public bool IsTrue => bool.TryParse(Text, out var value) && value;

    public Yaml this[string key] =>
        node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(key), out var child)
            ? new Yaml(child)
            : default;

    /// <summary>The documents of a file.</summary>
    public static IReadOnlyList<Yaml> Read(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(document => new Yaml(document.RootNode))];
    }

    /// <summary>A mapping of scalars.</summary>
    public Dictionary<string, string> ToTexts() =>
        Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Text ?? "", StringComparer.Ordinal);
}
