using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Monolith.Platform.Security;

namespace Monolith.Explore.Tests.Saved;

public sealed class SavedTests
{
    private const string Searches = "/api/v1/saved/searches";

    [Theory]
    [InlineData("/api/v1/saved/searches", "searches", "saved_search")]
    [InlineData("/api/v1/saved/views", "views", "saved_view")]
    public async Task A_search_is_kept_read_changed_and_removed_and_each_change_is_audited(
        string path,
        string plural,
        string target
    )
    {
        await using var host = await SavedHost.StartAsync();

        using var created = await host.SendAsync(HttpMethod.Post, path, Search());
        var read = await host.JsonAsync($"{path}/slow-orders");
        read["columns"] = new JsonArray("timestamp", "body");
        using var replaced = await host.SendAsync(HttpMethod.Put, $"{path}/slow-orders", read);
        var list = await host.JsonAsync(path);
        using var deleted = await host.SendAsync(HttpMethod.Delete, $"{path}/slow-orders");
        using var gone = await host.SendAsync(HttpMethod.Get, $"{path}/slow-orders");

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal($"{path}/slow-orders", created.Headers.Location?.ToString());
        Assert.Equal("service:order duration_ms>=500", read["query"]!.GetValue<string>());
        Assert.Equal("now-1h", read["range"]!["from"]!.GetValue<string>());
        Assert.Equal("tester", read["owner"]!.GetValue<string>());
        Assert.Equal(ManualTime.Start, read["updated"]!.GetValue<DateTimeOffset>());
        Assert.Equal(HttpStatusCode.OK, replaced.StatusCode);
        Assert.Equal("""["timestamp","body"]""", Assert.Single(list[plural]!.AsArray())!["columns"]!.ToJsonString());
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await ExpectAsync(gone, HttpStatusCode.NotFound, "no-such-saved");
        string[] audited = [$"explore.{target}.created", $"explore.{target}.updated", $"explore.{target}.deleted"];
        await Eventually.HoldsAsync(
            () => audited.All(action => host.Audited.Any(e => e.Action == action && e.Actor.Name == "tester")),
            "each change is audited"
        );
    }

    [Fact]
    public async Task Who_has_not_seen_the_last_change_changes_nothing()
    {
        await using var host = await SavedHost.StartAsync();
        using var created = await host.SendAsync(HttpMethod.Post, Searches, Search());
        var first = created.Headers.ETag!.ToString();
        var changed = Search();
        changed["query"] = "service:payment";

        using var seen = await host.SendAsync(HttpMethod.Put, $"{Searches}/slow-orders", changed, etag: first);
        using var late = await host.SendAsync(HttpMethod.Put, $"{Searches}/slow-orders", Search(), etag: first);
        using var lateDelete = await host.SendAsync(HttpMethod.Delete, $"{Searches}/slow-orders", etag: first);
        var second = seen.Headers.ETag!.ToString();
        using var read = await host.SendAsync(HttpMethod.Get, $"{Searches}/slow-orders");
        using var delete = await host.SendAsync(HttpMethod.Delete, $"{Searches}/slow-orders", etag: second);

        Assert.Equal(HttpStatusCode.OK, seen.StatusCode);
        await ExpectAsync(late, HttpStatusCode.PreconditionFailed, "outdated");
        await ExpectAsync(lateDelete, HttpStatusCode.PreconditionFailed, "outdated");
        Assert.Equal(second, read.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.NoContent, delete.StatusCode);
    }

    [Fact]
    public async Task Two_of_one_name_are_told_apart_by_their_ids()
    {
        await using var host = await SavedHost.StartAsync();
        var other = Search();
        other["id"] = "slow-orders-2";

        using var first = await host.SendAsync(HttpMethod.Post, Searches, Search());
        using var same = await host.SendAsync(HttpMethod.Post, Searches, Search());
        using var second = await host.SendAsync(HttpMethod.Post, Searches, other);

        await ExpectAsync(same, HttpStatusCode.Conflict, "already-saved");
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.Equal(2, (await host.JsonAsync(Searches))["searches"]!.AsArray().Count);
    }

    [Fact]
    public async Task What_another_tenant_keeps_is_not_there_for_an_attacker()
    {
        await using var host = await SavedHost.StartAsync();
        using var created = await host.SendAsync(HttpMethod.Post, Searches, Search(), tenant: "alice");
        const string Address = $"{Searches}/slow-orders";

        using var read = await host.SendAsync(HttpMethod.Get, Address, tenant: "mallory");
        using var put = await host.SendAsync(HttpMethod.Put, Address, Search(), tenant: "mallory");
        using var delete = await host.SendAsync(HttpMethod.Delete, Address, tenant: "mallory");
        using var sneaky = await host.SendAsync(HttpMethod.Get, $"{Searches}/alice@slow-orders", tenant: "mallory");
        var list = await host.JsonAsync(Searches, tenant: "mallory");
        using var own = await host.SendAsync(HttpMethod.Post, Searches, Search(), tenant: "mallory");

        Assert.All([read, put, delete, sneaky], response => Assert.Equal(HttpStatusCode.NotFound, response.StatusCode));
        Assert.Empty(list["searches"]!.AsArray());
        Assert.Equal(HttpStatusCode.Created, own.StatusCode);
        Assert.Single((await host.JsonAsync(Searches, tenant: "alice"))["searches"]!.AsArray());
    }

    [Theory]
    [InlineData("name", "\"\"")]
    [InlineData("id", "\"Slow Orders\"")]
    [InlineData("query", "\"service:(a OR\"")]
    [InlineData("query", "\"service:a | stat count()\"")]
    [InlineData("range", """{"from":"yesterday","to":"now"}""")]
    [InlineData("columns", """[""]""")]
    [InlineData("columns", "[null]")]
    [InlineData("colums", "[]")]
    public async Task What_is_wrong_with_a_search_is_named(string field, string value)
    {
        await using var host = await SavedHost.StartAsync();
        var search = Search();
        search[field] = JsonNode.Parse(value);

        using var response = await host.SendAsync(HttpMethod.Post, Searches, search);

        var problem = await ExpectAsync(response, HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal([field], problem["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task A_question_that_cannot_be_asked_is_refused_with_the_place_of_the_mistake()
    {
        await using var host = await SavedHost.StartAsync();
        var search = Search();
        search["query"] = "error | stat count()";

        using var response = await host.SendAsync(HttpMethod.Post, Searches, search);

        var problem = await ExpectAsync(response, HttpStatusCode.BadRequest, "invalid-request");
        Assert.StartsWith(
            "Character 9:",
            problem["errors"]!["query"]![0]!.GetValue<string>(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task More_than_64_kilobytes_are_not_kept()
    {
        await using var host = await SavedHost.StartAsync();
        var search = Search();
        search["query"] = new string('x', 70_000);

        using var response = await host.SendAsync(HttpMethod.Post, Searches, search);

        await ExpectAsync(response, HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Theory]
    [InlineData("GET", "/api/v1/saved/searches", Permissions.ReadLogs)]
    [InlineData("GET", "/api/v1/saved/views/x", Permissions.ReadLogs)]
    [InlineData("GET", "/api/v1/dashboards", Permissions.ReadLogs)]
    [InlineData("POST", "/api/v1/saved/searches", Permissions.ManageSaved)]
    [InlineData("PUT", "/api/v1/saved/views/x", Permissions.ManageSaved)]
    [InlineData("DELETE", "/api/v1/dashboards/x", Permissions.ManageSaved)]
    public async Task Each_door_opens_for_its_own_permission_alone(string method, string path, string permission)
    {
        await using var host = await SavedHost.StartAsync();
        var others = string.Join(' ', Permissions.All.Where(other => other != permission));

        using var refused = await host.SendAsync(new HttpMethod(method), path, permissions: others);
        using var let = await host.SendAsync(new HttpMethod(method), path, permissions: permission);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.NotEqual(HttpStatusCode.Forbidden, let.StatusCode);
    }

    internal static async Task<JsonObject> ExpectAsync(HttpResponseMessage response, HttpStatusCode status, string slug)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} {text}");
        var problem = JsonNode.Parse(text)!.AsObject();
        Assert.Equal($"/problems/{slug}", problem["type"]!.GetValue<string>());
        return problem;
    }

    private static JsonObject Search() =>
        new()
        {
            ["name"] = "Slow orders",
            ["query"] = "service:order duration_ms>=500",
            ["range"] = new JsonObject { ["from"] = "now-1h", ["to"] = "now" },
            ["columns"] = new JsonArray("timestamp", "service", "body"),
        };
}
