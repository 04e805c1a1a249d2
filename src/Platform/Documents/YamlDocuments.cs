using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Monolith.Platform.Documents;

/// <summary>Reads documents that people keep as YAML files as the JSON that the API takes, so that both follow one set of
/// rules.</summary>
public static class YamlDocuments
{
    private const int MaxDepth = 64;

    /// <summary>The documents of a YAML stream, in order. Plain scalars become numbers, booleans and nulls where JSON has
    /// them (YAML 1.2, core schema), all others text.</summary>
    /// <exception cref="FormatException">It is no YAML. The message names the line.</exception>
    public static IReadOnlyList<JsonNode> Parse(string yaml)
    {
        try
        {
            Check(yaml);
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return [.. stream.Documents.Select(d => ToJson(d.RootNode)).OfType<JsonNode>()];
        }
        catch (YamlException e)
        {
            throw new FormatException($"Line {e.Start.Line}, column {e.Start.Column}: {e.Message}", e);
        }
    }

    // Both would grow a small text into more than memory or stack can hold, and the reader itself knows no bounds.
    private static void Check(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        var depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (parser.Current is AnchorAlias alias)
            {
                throw new FormatException($"Line {alias.Start.Line}: aliases to other nodes are not read.");
            }

            if (depth > MaxDepth)
            {
                throw new FormatException($"Line {parser.Current.Start.Line}: it is nested deeper than {MaxDepth}.");
            }
        }
    }

    private static JsonNode? ToJson(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new JsonObject(
                map.Children.Select(c => KeyValuePair.Create(Text(c.Key), ToJson(c.Value)))
            ),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
            YamlScalarNode scalar => ToJson(scalar),
            _ => throw new FormatException($"Line {node.Start.Line}: aliases to other nodes are not read."),
        };

    private static JsonNode? ToJson(YamlScalarNode scalar)
    {
        var text = Text(scalar);
        if (scalar.Style != ScalarStyle.Plain)
        {
            return text;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return whole;
        }

        const NumberStyles Decimal =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (double.TryParse(text, Decimal, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            return number;
        }

        return text switch
        {
            "" or "~" or "null" => null,
            "true" => true,
            "false" => false,
            _ => text,
        };
    }

    private static string Text(YamlNode node) =>
        node is YamlScalarNode { Value: { } text }
            ? text
            : throw new FormatException($"Line {node.Start.Line}: a name must be plain text.");
}
