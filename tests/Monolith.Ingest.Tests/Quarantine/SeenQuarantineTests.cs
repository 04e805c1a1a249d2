using System.Net;
using System.Text.Json.Nodes;

namespace Monolith.Ingest.Tests.Quarantine;

/// <summary>Rules of roles for rows and fields hold for refused records, too.</summary>
public sealed class SeenQuarantineTests(EngineFixture engine) : IClassFixture<EngineFixture>, IDisposable
{
    private const string Rows = """{"rows":[{"services":["shop"]}],"seesSensitive":true,"seesSecret":true}""";
    private const string Fields = """{"hiddenFields":["user_id"],"seesSensitive":true,"seesSecret":true}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Refused_records_are_shown_to_who_sees_everything()
    {
        await using var host = await QuarantineHost.StartAsync(engine, "seen", _folder);
        await host.SendAsync("""{"service":"bank","user_id":"anna-4711","msg":broken}""");
        var id = (await host.QuarantinedAsync(1))[0].GetProperty("id").GetString();
        var replay = $$"""{"ids":["{{id}}"]}""";

        Assert.Contains("anna-4711", await TextAsync(host, $"/{id}", scope: null), StringComparison.Ordinal);

        // Nobody can tell whether it is of the shop.
        Assert.Equal("[]", $"{JsonNode.Parse(await TextAsync(host, "", Rows))!["records"]}");
        Assert.Equal("0", $"{JsonNode.Parse(await TextAsync(host, "/summary", Rows))!["records"]}");
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(host, HttpMethod.Get, $"/{id}", Rows));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(host, HttpMethod.Get, $"/{id}/raw", Rows));
        using var replayed = await host.GetAsync(HttpMethod.Post, "/api/v1/quarantine/replay", replay, scope: Rows);
        Assert.Contains("not_in_quarantine", await replayed.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // Nor where in it the user id is.
        var covered = JsonNode.Parse(await TextAsync(host, $"/{id}", Fields))!;
        Assert.Equal(id, $"{covered["record"]!["id"]}");
        Assert.Null(covered["text"]);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(host, HttpMethod.Get, $"/{id}/raw", Fields));
        using var listed = await host.GetAsync(HttpMethod.Get, "/api/v1/quarantine", scope: Fields);
        Assert.Equal("""{"fields":["user_id"],"rows":false}""", listed.Headers.GetValues("X-Monolith-Hidden").Single());
    }

    private static async Task<string> TextAsync(QuarantineHost host, string path, string? scope)
    {
        using var answer = await host.GetAsync(HttpMethod.Get, $"/api/v1/quarantine{path}", scope: scope);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    private static async Task<HttpStatusCode> StatusAsync(
        QuarantineHost host,
        HttpMethod method,
        string path,
        string scope
    )
    {
        using var answer = await host.GetAsync(method, $"/api/v1/quarantine{path}", scope: scope);
        return answer.StatusCode;
    }
}
