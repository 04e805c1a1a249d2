using YamlDotNet.RepresentationModel;

namespace Monolith.Architecture.Tests.Components;

/// <summary>One YAML document, flattened: each value under its path, such as <c>spec.metadata[].name</c>.</summary>
/// <param name="File">Where it stands, from the root of the repository.</param>
/// <param name="Root">The document.</param>
internal sealed record Resource(string File, YamlMappingNode Root)
{
    /// <summary>The folder that the file is in.</summary>
    public string Folder => Path.GetDirectoryName(File)!;

    /// <summary><c>Component</c>, <c>Subscription</c>, <c>Resiliency</c>, <c>Configuration</c>.</summary>
    public string Kind => Text("kind");

    /// <summary>The resource's name.</summary>
    public string Name => Text("metadata.name");

    /// <summary>The items of a component's <c>spec.metadata</c>.</summary>
    public IEnumerable<YamlMappingNode> Metadata =>
        Find("spec.metadata") is YamlSequenceNode items ? items.Cast<YamlMappingNode>() : [];

    /// <summary>Every resource below a folder. Kustomizations only say which files belong together.</summary>
    public static IEnumerable<Resource> Below(string folder) =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Root, folder), "*.yaml", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != "kustomization.yaml")
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Order(StringComparer.Ordinal)
            .SelectMany(file => Read(file, Repository.Read(file)));

    /// <summary>The documents of one file.</summary>
    public static IEnumerable<Resource> Read(string file, string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return stream.Documents.Select(d => new Resource(file, (YamlMappingNode)d.RootNode));
    }

    /// <summary>The text at a path without lists in it; empty when there is none.</summary>
    public string Text(string path) => (Find(path) as YamlScalarNode)?.Value ?? "";

    /// <summary>The texts of a list.</summary>
    public IReadOnlyList<string> Texts(string path) =>
        Find(path) is YamlSequenceNode list ? [.. list.Select(item => item.ToString())] : [];

    /// <summary>The text of one item of <see cref="Metadata"/>; null when it is not there or a reference.</summary>
    public string? MetadataValue(string name) =>
        Metadata
            .Where(item => string.Equals(ChildText(item, "name"), name, StringComparison.Ordinal))
            .Select(item => ChildText(item, "value"))
            .FirstOrDefault();

    /// <summary>The text of a direct child; null when there is none.</summary>
    public static string? ChildText(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(name, out var child) ? (child as YamlScalarNode)?.Value : null;

    /// <summary>All paths that hold a value.</summary>
    public IEnumerable<string> Paths() => Paths(Root, "");

    /// <summary>The node at a path without lists in it.</summary>
    public YamlNode? Find(string path)
    {
        YamlNode? node = Root;
        foreach (var name in path.Split('.'))
        {
            node = node is YamlMappingNode map && map.Children.TryGetValue(name, out var child) ? child : null;
        }

        return node;
    }

    private static IEnumerable<string> Paths(YamlNode node, string path) =>
        node switch
        {
            YamlMappingNode map => map.Children.SelectMany(c =>
                Paths(c.Value, path.Length == 0 ? $"{c.Key}" : $"{path}.{c.Key}")
            ),
            YamlSequenceNode list => list.SelectMany(item => Paths(item, $"{path}[]")),
            _ => [path],
        };
}
