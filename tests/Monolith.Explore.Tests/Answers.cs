using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Monolith.Explore.Tests;

/// <summary>Asks the module and reads its answers.</summary>
internal static class Answers
{
    /// <summary>The answer to a request that must work.</summary>
    public static async Task<JsonObject> JsonAsync(this HttpClient http, string path)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>The bodies of the records that a search finds, in its order.</summary>
    public static async Task<string[]> BodiesAsync(this HttpClient http, string query) =>
        BodiesOf(await http.JsonAsync($"/api/v1/logs?{query}"));

    /// <summary>The bodies of the records of a page.</summary>
    public static string[] BodiesOf(JsonObject page) =>
        [.. page["records"]!.AsArray().Select(record => record!["body"]!.GetValue<string>())];

    /// <summary>What a refused request got: the status, and the parameters that the problem names.</summary>
    public static async Task<(HttpStatusCode Status, JsonObject Problem)> ProblemAsync(
        this HttpClient http,
        string path
    )
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    /// <summary>The answer to a question in the search language that must be answered.</summary>
    public static async Task<JsonObject> AskAsync(
        this HttpClient http,
        string query,
        string? from = null,
        int limit = 100,
        string? cursor = null,
        string path = "/api/v1/query"
    )
    {
        var (status, answer) = await http.TryAskAsync(query, from, limit, cursor, path);
        Assert.True(status == HttpStatusCode.OK, $"{query}: {(int)status} {answer.ToJsonString()}");
        return answer;
    }

    /// <summary>The answer to a question, or the problem with it.</summary>
    public static async Task<(HttpStatusCode Status, JsonObject Answer)> TryAskAsync(
        this HttpClient http,
        string query,
        string? from = null,
        int limit = 100,
        string? cursor = null,
        string path = "/api/v1/query"
    )
    {
        using var response = await http.PostAsJsonAsync(
            new Uri(path, UriKind.Relative),
            new
            {
                query,
                from,
                limit,
                cursor,
            }
        );
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    /// <summary>The rows of a table, each as its values with spaces between them.</summary>
    public static async Task<string[]> RowsAsync(this HttpClient http, string query, string? from = null) =>
        RowsOf(await http.AskAsync(query, from));

    /// <summary>The rows of a table, each as its values with spaces between them.</summary>
    public static string[] RowsOf(JsonObject answer) =>
        [
            .. answer["rows"]!
                .AsArray()
                .Select(row => string.Join(' ', row!.AsArray().Select(value => value?.ToString() ?? "null"))),
        ];
}
