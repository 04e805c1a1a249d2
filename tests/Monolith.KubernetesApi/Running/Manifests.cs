using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Monolith.KubernetesApi.Running;

/// <summary>Reads manifests as JSON.</summary>
internal static class Manifests
{
    /// <summary>The objects of a YAML stream; a <c>List</c> counts as its items.</summary>
    public static IEnumerable<JsonObject> Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return stream
            .Documents.Select(document => ToJson(document.RootNode))
            .OfType<JsonObject>()
            .SelectMany(item => item["items"] is JsonArray items ? items.OfType<JsonObject>() : [item]);
    }

    private static JsonNode? ToJson(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new JsonObject(
                map.Children.Select(child =>
                    KeyValuePair.Create(((YamlScalarNode)child.Key).Value!, ToJson(child.Value))
                )
            ),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
            YamlScalarNode { Style: ScalarStyle.Plain, Value: { } plain } => ToJson(plain),
            YamlScalarNode scalar => scalar.Value,
            _ => throw new FormatException($"Line {node.Start.Line}: aliases are not read."),
        };

    private static JsonNode? ToJson(string plain) =>
        plain switch
        {
            "" or "~" or "null" => null,
            "true" => true,
            "false" => false,
            _ when long.TryParse(plain, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) =>
                whole,
            _ => plain,
        };
}
