using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Monolith.Platform.Reference;

namespace Monolith.Host.OpenApi;

/// <summary>Says what bodies look like: by the type that they are written from, or by an example of them. Not thread-safe.</summary>
internal sealed class ApiShapes
{
    private const string Place = "#/components/schemas/";

    private static readonly JsonSchemaExporterOptions Exporting = new()
    {
        // Types that write themselves can be anything. JSON Schema has "true" for it, which many readers of OpenAPI do not.
        TransformSchemaNode = (_, schema) => schema is JsonValue ? new JsonObject() : schema,
    };

    private readonly Dictionary<Type, string> _names = [];

    /// <summary>The schemas of types, by their names.</summary>
    public JsonObject Schemas { get; } = [];

    /// <summary>The media types of a body, each with its schema.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode?>> Content(ApiContent content) =>
        content
            .ContentTypes.Split(',', StringSplitOptions.TrimEntries)
            .Select(type => KeyValuePair.Create(type, (JsonNode?)Media(content)));

    private JsonObject Media(ApiContent content)
    {
        if (content.Shape is { } shape)
        {
            return new JsonObject { ["schema"] = new JsonObject { ["$ref"] = $"{Place}{NameOf(shape)}" } };
        }

        if (content.Example is null)
        {
            return [];
        }

        var example = JsonNode.Parse(content.Example);
        return new JsonObject { ["schema"] = SchemaOf(example), ["example"] = example };
    }

    private string NameOf(ApiShape shape)
    {
        if (_names.TryGetValue(shape.Type, out var known))
        {
            return known;
        }

        var name = _names[shape.Type] = FreeName(shape.Type);
        shape.Options.MakeReadOnly(populateMissingResolver: true);
        var schema = JsonSchemaExporter.GetJsonSchemaAsNode(shape.Options, shape.Type, Exporting);
        Move(schema, name);
        Schemas[name] = schema;
        return name;
    }

    // A slice is named by its file, so its types are too: ListSilencesResponse. Two modules may have slices of one name.
    private string FreeName(Type type)
    {
        var name = PlainName(type);
        return Schemas.ContainsKey(name) ? $"{type.Namespace!.Split('.')[1]}{name}" : name;
    }

    private static string PlainName(Type type) =>
        string.Concat(type.GetGenericArguments().Select(PlainName))
        + $"{type.DeclaringType?.Name}{type.Name.Split('`')[0]}";

    // What a schema refers to within itself has moved with it.
    private static void Move(JsonNode? schema, string name)
    {
        switch (schema)
        {
            case JsonObject fields:
                if (fields["$ref"] is JsonValue reference)
                {
                    fields["$ref"] = $"{Place}{name}{reference.GetValue<string>()[1..]}";
                }

                foreach (var (_, field) in fields)
                {
                    Move(field, name);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Move(item, name);
                }

                break;
        }
    }

    private static JsonObject SchemaOf(JsonNode? example) =>
        example switch
        {
            JsonObject fields => new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject(
                    fields.Select(field => KeyValuePair.Create(field.Key, (JsonNode?)SchemaOf(field.Value)))
                ),
            },
            JsonArray { Count: > 0 } items => new JsonObject { ["type"] = "array", ["items"] = SchemaOf(items[0]) },
            JsonArray => new JsonObject { ["type"] = "array" },
            JsonValue value => new JsonObject { ["type"] = TypeOf(value.GetValueKind()) },
            null => [], // what can be left out says nothing of its type
            _ => throw new InvalidOperationException($"{example.GetType()} is no JSON."),
        };

    private static string TypeOf(JsonValueKind kind) =>
        kind switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.Number => "number",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            _ => throw new InvalidOperationException($"{kind} is no kind of a value."),
        };
}
