using System.Text.Json.Nodes;

namespace Monolith.Host.OpenApi;

/// <summary>What operations of the document share: how callers show their key, and problems.</summary>
internal static class ApiComponents
{
    /// <summary>The names of the ways to show a key; one is enough.</summary>
    public static IReadOnlyList<string> SecuritySchemes { get; } = ["bearer", "apiKey", "basic"];

    /// <summary>The part of the document that the others refer to.</summary>
    /// <param name="schemas">The schemas of types.</param>
    public static JsonObject Write(JsonObject schemas)
    {
        schemas["Problem"] = ProblemSchema();
        return new()
        {
            ["securitySchemes"] = new JsonObject
            {
                ["bearer"] = new JsonObject
                {
                    ["type"] = "http",
                    ["scheme"] = "bearer",
                    ["description"] = "A key. While none is configured, callers on this machine need none.",
                },
                ["apiKey"] = new JsonObject
                {
                    ["type"] = "apiKey",
                    ["in"] = "header",
                    ["name"] = "X-Api-Key",
                    ["description"] = "The same key in a header of its own.",
                },
                ["basic"] = new JsonObject
                {
                    ["type"] = "http",
                    ["scheme"] = "basic",
                    ["description"] = "The same key as the password, with any name.",
                },
            },
            ["schemas"] = schemas,
        };
    }

    /// <summary>The answer of an operation that refuses.</summary>
    /// <param name="slugs">The problems that it may be.</param>
    public static JsonObject Problem(IEnumerable<string> slugs) =>
        new()
        {
            ["description"] =
                string.Join(" or ", slugs.Distinct(StringComparer.Ordinal).Select(slug => $"`/problems/{slug}`")) + ".",
            ["content"] = new JsonObject
            {
                ["application/problem+json"] = new JsonObject
                {
                    ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/Problem" },
                },
            },
        };

    private static JsonObject ProblemSchema() =>
        new()
        {
            ["type"] = "object",
            ["description"] = "What went wrong, and what to do about it (RFC 9457).",
            ["required"] = new JsonArray("title", "status"),
            ["properties"] = new JsonObject
            {
                ["type"] = Text("`/problems/` and what docs/problems.md explains."),
                ["title"] = Text("A sentence that is the same for every occurrence."),
                ["status"] = new JsonObject { ["type"] = "integer", ["description"] = "The HTTP status." },
                ["detail"] = Text("What happened this time, and what to do."),
                ["traceId"] = Text("What the log of the server has it under."),
                ["errors"] = new JsonObject
                {
                    ["type"] = "object",
                    ["description"] = "What is wrong with each parameter or field.",
                    ["additionalProperties"] = new JsonObject
                    {
                        ["type"] = "array",
                        ["items"] = new JsonObject { ["type"] = "string" },
                    },
                },
            },
        };

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };
}
