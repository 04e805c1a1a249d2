using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Monolith.Processing.Pipelines.Kinds;

namespace Monolith.Processing.Pipelines;

/// <summary>The JSON schema of pipelines, made of the kinds of stages that there are and of the types of their settings.</summary>
internal sealed class PipelineSchema(StageKinds kinds)
{
    private static readonly JsonSchemaExporterOptions Described = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = Describe,
    };

    private readonly Lazy<string> _text = new(() =>
        Write(kinds).ToJsonString(new JsonSerializerOptions(JsonSerializerOptions.Default) { WriteIndented = true })
    );

    /// <summary>The schema, as JSON.</summary>
    public string Text => _text.Value;

    private static JsonObject Write(StageKinds kinds) =>
        new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Monolith pipeline",
            ["type"] = "object",
            ["required"] = new JsonArray("stages"),
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject
            {
                ["name"] = Words(
                    "Names the pipeline among those of its tenant. A tenant's run in the order of their names."
                ),
                ["tenant"] = Words("Whose pipeline it is: in files only, the default tenant without it."),
                ["description"] = Words("What it is for."),
                ["protect"] = new JsonObject
                {
                    ["type"] = "boolean",
                    ["default"] = true,
                    ["description"] =
                        "Whether the usual redact is added at the end when no pipeline of the tenant redacts.",
                },
                ["stages"] = new JsonObject
                {
                    ["type"] = "array",
                    ["description"] = "What is done with each record, in order.",
                    ["items"] = Stage(kinds),
                },
            },
            ["$defs"] = new JsonObject(
                kinds.All.Select(kind => KeyValuePair.Create(kind.Name, (JsonNode?)Settings(kind)))
            ),
        };

    private static JsonObject Stage(StageKinds kinds)
    {
        var members = new JsonObject
        {
            ["name"] = Words("Names the stage in its pipeline; its kind without it."),
            ["if"] = Words("Which records it looks at, in the search language: severity>=error service:checkout."),
            ["on_error"] = new JsonObject
            {
                ["enum"] = new JsonArray("pass", "drop", "quarantine"),
                ["default"] = "pass",
                ["description"] = "What becomes of a record that the stage fails on.",
            },
        };
        foreach (var kind in kinds.All)
        {
            members[kind.Name] = new JsonObject
            {
                ["description"] = kind.Summary,
                ["anyOf"] = new JsonArray(
                    new JsonObject { ["$ref"] = $"#/$defs/{kind.Name}" },
                    new JsonObject { ["type"] = "null" }
                ),
            };
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = members,
            ["oneOf"] = new JsonArray([
                .. kinds.All.Select(kind => new JsonObject { ["required"] = new JsonArray(kind.Name) }),
            ]),
        };
    }

    private static JsonObject Words(string description) => new() { ["type"] = "string", ["description"] = description };

    private static JsonNode Settings(IStageKind kind)
    {
        var schema = kind.Settings.GetJsonSchemaAsNode(Described);
        MoveReferences(schema, $"#/$defs/{kind.Name}");
        return schema;
    }

    // The exporter takes what it writes for the whole of a document; here it is a part.
    private static void MoveReferences(JsonNode? node, string to)
    {
        switch (node)
        {
            case JsonArray list:
                foreach (var item in list)
                {
                    MoveReferences(item, to);
                }

                break;
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    if (name == "$ref" && value is JsonValue reference)
                    {
                        members[name] = to + reference.GetValue<string>()[1..];
                    }
                    else
                    {
                        MoveReferences(value, to);
                    }
                }

                break;
        }
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        var said =
            context.PropertyInfo?.AttributeProvider is { } member
            && member.GetCustomAttributes(typeof(DescriptionAttribute), inherit: true)
                is [DescriptionAttribute found, ..]
                ? found.Description
                : context.TypeInfo.Type.GetCustomAttribute<DescriptionAttribute>()?.Description;
        if (said is null)
        {
            return schema;
        }

        // What allows anything is written as true, which has no room for words.
        var described = schema as JsonObject ?? [];
        described["description"] = said;
        return described;
    }
}
