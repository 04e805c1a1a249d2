using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Security;
using Monolith.Processing.Pipelines;
using Monolith.Processing.Pipelines.Kinds;

namespace Monolith.Processing.Tests.Pipelines;

public sealed partial class PipelineSchemaTests(PipelineSchemaTests.Shared shared)
    : IClassFixture<PipelineSchemaTests.Shared>
{
    [Fact]
    public void Every_document_of_the_docs_fits_the_schema_and_can_be_published()
    {
        var documents = Examples("docs/pipelines.md");

        Assert.NotEmpty(documents);
        foreach (var text in documents)
        {
            var document = PipelineReader.Parse(text);
            Assert.Equal([], JsonSchemaCheck.Faults(shared.Schema, document));
            Assert.Equal([], shared.Desk.Check(TenantId.Default, name: null, text));
        }
    }

    [Theory]
    [InlineData("""{"name":"x","stages":[{"drop":null}]}""", true)]
    [InlineData("""{"name":"x","stages":[{"drop":{}}],"protect":false}""", true)]
    [InlineData("""{"name":"x"}""", false)]
    [InlineData("""{"name":"x","stages":[{"dropp":{}}]}""", false)]
    [InlineData("""{"name":"x","stages":[{"drop":{},"keep":{"only":"a"}}]}""", false)]
    [InlineData("""{"name":"x","stages":[{"convert":{"fields":{"a":"loud"}}}]}""", false)]
    [InlineData("""{"name":"x","stages":[{"drop":{},"on_error":"retry"}]}""", false)]
    [InlineData("""{"name":"x","stages":[{"rename":{"field":{"a":"b"}}}]}""", false)]
    public void The_schema_tells_a_good_document_from_a_bad_one(string document, bool isGood) =>
        Assert.Equal(isGood, JsonSchemaCheck.Faults(shared.Schema, JsonNode.Parse(document)).Count == 0);

    [Fact]
    public void Every_kind_is_in_the_schema_with_what_it_does_and_what_its_settings_mean()
    {
        var members = shared.Schema["properties"]!["stages"]!["items"]!["properties"]!;
        foreach (var kind in shared.World.Services.GetRequiredService<StageKinds>().All)
        {
            Assert.Equal(kind.Summary, (string?)members[kind.Name]!["description"]);
            foreach (var (name, setting) in shared.Schema["$defs"]![kind.Name]!["properties"]?.AsObject() ?? [])
            {
                Assert.False(
                    string.IsNullOrEmpty((string?)(setting as JsonObject)?["description"]),
                    $"{kind.Name}.{name} has no description."
                );
            }
        }
    }

    [Fact]
    public async Task The_schema_and_the_kinds_are_given_to_editors()
    {
        var response = await shared.World.Http.GetAsync("/api/v1/pipelines/schema.json");
        var kinds = await shared.World.GetAsync("/stages");

        Assert.Equal("application/schema+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains(kinds["stages"]!.AsArray(), kind => (string?)kind!["name"] == "template");
    }

    private static List<string> Examples(string path) =>
        [
            .. Yaml()
                .Matches(File.ReadAllText(Path.Combine(Repository.Root, path)))
                .Select(match => match.Groups["text"].Value)
                .Where(text => text.Contains("stages:", StringComparison.Ordinal)),
        ];

    [GeneratedRegex("```yaml\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Yaml();

    /// <summary>One host for all of these tests: they change nothing in it.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        internal PipelineWorld World { get; private set; } = null!;

        internal JsonNode Schema { get; private set; } = null!;

        internal PipelineDesk Desk => World.Services.GetRequiredService<PipelineDesk>();

        public async ValueTask InitializeAsync()
        {
            World = await PipelineWorld.StartAsync();
            Schema = JsonNode.Parse(World.Services.GetRequiredService<PipelineSchema>().Text)!;
        }

        public ValueTask DisposeAsync() => World.DisposeAsync();
    }
}

/// <summary>Checks JSON against the parts of JSON Schema that the product writes; any other part is an error of the test.</summary>
internal static class JsonSchemaCheck
{
    public static IReadOnlyList<string> Faults(JsonNode schema, JsonNode? value)
    {
        var faults = new List<string>();
        Check(schema, schema, value, "$", faults);
        return faults;
    }

    private static void Check(JsonNode root, JsonNode? schema, JsonNode? value, string path, List<string> faults)
    {
        if (schema is not JsonObject rules)
        {
            if (schema?.GetValueKind() == JsonValueKind.False)
            {
                faults.Add($"{path}: nothing fits");
            }

            return;
        }

        foreach (var (word, rule) in rules)
        {
            switch (word)
            {
                case "$schema" or "title" or "description" or "default" or "$defs":
                    break;
                case "$ref":
                    Check(root, Resolve(root, rule!.GetValue<string>()), value, path, faults);
                    break;
                case "type":
                    CheckType(rule!, value, path, faults);
                    break;
                case "enum":
                    if (!rule!.AsArray().Any(allowed => JsonNode.DeepEquals(allowed, value)))
                    {
                        faults.Add($"{path}: not one of {rule.ToJsonString()}");
                    }

                    break;
                case "pattern":
                    break; // of numbers that may be text, beside a type
                case "required":
                    foreach (var name in rule!.AsArray().Select(name => name!.GetValue<string>()))
                    {
                        if (value is JsonObject members && !members.ContainsKey(name))
                        {
                            faults.Add($"{path}: {name} is missing");
                        }
                    }

                    break;
                case "properties":
                    foreach (var (name, member) in value as JsonObject ?? [])
                    {
                        if (rule![name] is { } inner)
                        {
                            Check(root, inner, member, $"{path}.{name}", faults);
                        }
                    }

                    break;
                case "additionalProperties":
                    foreach (var (name, member) in value as JsonObject ?? [])
                    {
                        if (rules["properties"]?[name] is null)
                        {
                            Check(root, rule, member, $"{path}.{name}", faults);
                        }
                    }

                    break;
                case "items":
                    foreach (var item in value as JsonArray ?? [])
                    {
                        Check(root, rule, item, $"{path}[]", faults);
                    }

                    break;
                case "anyOf" or "oneOf":
                    var fitting = rule!
                        .AsArray()
                        .Count(branch =>
                        {
                            var inner = new List<string>();
                            Check(root, branch, value, path, inner);
                            return inner.Count == 0;
                        });
                    if (fitting == 0 || (word == "oneOf" && fitting > 1))
                    {
                        faults.Add($"{path}: {fitting} branches of {word} fit");
                    }

                    break;
                default:
                    throw new NotSupportedException($"{path}: {word}");
            }
        }
    }

    private static void CheckType(JsonNode rule, JsonNode? value, string path, List<string> faults)
    {
        var type = value?.GetValueKind() switch
        {
            null or JsonValueKind.Null => "null",
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.Number => "number",
            _ => "boolean",
        };
        string[] allowed = rule is JsonArray several
            ? [.. several.Select(t => t!.GetValue<string>())]
            : [rule.GetValue<string>()];
        if (!allowed.Contains(type) && !(type == "number" && allowed.Contains("integer")))
        {
            faults.Add($"{path}: {type}, not {string.Join(" or ", allowed)}");
        }
    }

    private static JsonNode? Resolve(JsonNode root, string reference)
    {
        var node = root;
        foreach (var part in reference.Split('/', StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            node = node is JsonArray list
                ? list[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)]
                : node?[part];
        }

        return node;
    }
}
