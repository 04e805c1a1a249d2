using System.Net;
using Monolith.Access.Roles;
using Monolith.Platform.Security;

namespace Monolith.Access.Tests.Roles;

public sealed class RolesApiTests
{
    private const string Operator = "the-key-for-nothing-but-ingest";

    [Fact]
    public void Every_permission_has_a_meaning() =>
        Assert.Equal(Permissions.All, ListPermissions.All.Select(permission => permission.Name));

    [Fact]
    public async Task A_role_is_saved_shown_and_removed()
    {
        await using var host = await AccessHost.StartAsync();
        var role = new
        {
            description = "Sees the shop, without its customers.",
            permissions = new[] { "logs:read" },
            rows = new[] { new { services = new[] { "shop-*" }, least_severity = 9 } },
            hidden_fields = new[] { "user_id" },
        };

        var saved = await host.AskAsync("PUT", "roles/shop-viewer", role);
        var shown = await host.AskAsync("GET", "roles/shop-viewer");
        var removed = await host.AskAsync("DELETE", "roles/shop-viewer");
        var gone = await host.AskAsync("GET", "roles/shop-viewer");

        Assert.Equal(HttpStatusCode.OK, saved.Status);
        Assert.Equal("shop-*", (string?)shown.Body!["rows"]![0]!["services"]![0]);
        Assert.Equal(9, (int)shown.Body["rows"]![0]!["least_severity"]!);
        Assert.Equal("user_id", (string?)shown.Body["hidden_fields"]![0]);
        Assert.Equal(HttpStatusCode.NoContent, removed.Status);
        Assert.Equal("/problems/no-such-role", (string?)gone.Body!["type"]);
    }

    [Theory]
    [InlineData("owner", "logs:read")]
    [InlineData("a b", "logs:read")]
    [InlineData("mine", "logs:everything")]
    public async Task A_built_in_name_a_bad_name_and_an_unknown_permission_are_refused(string name, string permission)
    {
        await using var host = await AccessHost.StartAsync();

        var (status, body) = await host.AskAsync(
            "PUT",
            $"roles/{Uri.EscapeDataString(name)}",
            new { permissions = new[] { permission } }
        );

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("/problems/invalid-request", (string?)body!["type"]);
    }

    [Fact]
    public async Task A_role_that_somebody_has_is_not_removed()
    {
        await using var host = await AccessHost.StartAsync();
        await host.AskAsync("PUT", "roles/mine", new { permissions = new[] { "logs:read" } });
        await host.AskAsync("POST", "people", new { email = "anna@example.com", roles = new[] { "mine" } });

        var (status, body) = await host.AskAsync("DELETE", "roles/mine");

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("anna@example.com", (string?)body!["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_changed_meanwhile_is_not_overwritten()
    {
        await using var host = await AccessHost.StartAsync();
        await host.AskAsync("PUT", "roles/mine", new { permissions = new[] { "logs:read" } });
        using var shown = await host.SendAsync("GET", "roles/mine");
        var etag = shown.Headers.ETag!.Tag.Trim('"');

        var first = await host.AskAsync(
            "PUT",
            "roles/mine",
            new { permissions = new[] { "logs:write" } },
            ifMatch: etag
        );
        var second = await host.AskAsync(
            "PUT",
            "roles/mine",
            new { permissions = new[] { "audit:read" } },
            ifMatch: etag
        );

        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.Equal("/problems/changed-meanwhile", (string?)second.Body!["type"]);
    }

    [Fact]
    public async Task A_preview_shows_what_roles_and_teams_come_to()
    {
        await using var host = await AccessHost.StartAsync();
        await host.AskAsync(
            "PUT",
            "roles/careful",
            new { permissions = new[] { "logs:read" }, hidden_fields = new[] { "user_id" } }
        );
        await host.AskAsync("PUT", "teams/auditors", new { roles = new[] { "auditor" } });

        var (_, body) = await host.AskAsync("GET", "roles/preview?role=careful&team=auditors");

        Assert.Equal(["logs:read", "audit:read"], body!["permissions"]!.AsArray().Select(p => (string?)p));
        Assert.Equal("user_id", (string?)body["scope"]!["hidden_fields"]![0]);
        Assert.False((bool)body["scope"]!["sees_sensitive"]!);
    }

    [Fact]
    public async Task Whoever_comes_in_may_ask_who_they_are()
    {
        await using var host = await AccessHost.StartAsync(settings: ("IngestKey", Operator));

        var (status, body) = await host.AskAsync("GET", "me", key: Operator);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("ingest-key", (string?)body!["name"]);
        Assert.Equal(["logs:write"], body["permissions"]!.AsArray().Select(p => (string?)p));
    }

    [Fact]
    public async Task Who_may_not_manage_access_neither_sees_nor_changes_it()
    {
        await using var host = await AccessHost.StartAsync(settings: ("IngestKey", Operator));

        Assert.Equal(HttpStatusCode.Forbidden, (await host.AskAsync("GET", "people", key: Operator)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await host.AskAsync("PUT", "roles/mine", new { }, Operator)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.AskAsync("GET", "me", key: null)).Status);
    }
}
