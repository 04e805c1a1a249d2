using System.Net;
using System.Text.Json.Nodes;

namespace Monolith.Access.Tests.Keys;

public sealed class KeysApiTests
{
    private static readonly object Admin = new { name = "an admin's", roles = new[] { "admin" } };

    [Fact]
    public async Task A_key_is_shown_once_opens_at_once_and_is_listed_without_itself()
    {
        await using var host = await AccessHost.StartAsync();

        var (status, made) = await host.AskAsync("POST", "keys", new { name = "ci", roles = new[] { "ingest" } });
        var (_, me) = await host.AskAsync("GET", "me", key: (string)made!["key"]!);
        var (_, list) = await host.AskAsync("GET", "keys");

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal($"key:{made["id"]}", (string?)me!["name"]);
        Assert.Equal(["logs:write"], me["permissions"]!.AsArray().Select(p => (string?)p));
        var listed = Assert.Single(list!["keys"]!.AsArray())!;
        Assert.Equal((string?)made["id"], (string?)listed["id"]);
        Assert.Null(listed["key"]);
        Assert.Null(listed["hash"]);
        Assert.NotNull(listed["last_used_at"]);
    }

    [Fact]
    public async Task A_revoked_key_an_expired_one_and_one_that_never_was_are_answered_alike()
    {
        var clock = new ManualTime();
        await using var host = await AccessHost.StartAsync(clock: clock);
        var revoked = await MakeAsync(host, new { name = "a", roles = new[] { "ingest" } });
        var expired = await MakeAsync(
            host,
            new
            {
                name = "b",
                roles = new[] { "ingest" },
                expires_at = clock.GetUtcNow().AddMinutes(1),
            }
        );
        var elsewhere = await MakeAsync(
            host,
            new
            {
                name = "c",
                roles = new[] { "ingest" },
                networks = new[] { "192.0.2.0/24" },
            }
        );
        await host.AskAsync("DELETE", $"keys/{revoked["id"]}");
        clock.Advance(TimeSpan.FromMinutes(2));

        var answers = new List<string>();
        foreach (var key in new[] { Key(revoked), Key(expired), Key(elsewhere), Access.Keys.KeyText.Make().Key })
        {
            var (status, body) = await host.AskAsync("GET", "me", key: key);
            body!.AsObject().Remove("traceId");
            answers.Add($"{status} {body.ToJsonString()}");
        }

        Assert.StartsWith("Unauthorized", answers[0], StringComparison.Ordinal);
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task A_key_over_its_rate_gets_429_and_when_to_come_again()
    {
        await using var host = await AccessHost.StartAsync(clock: new VirtualTime());
        var key = Key(
            await MakeAsync(
                host,
                new
                {
                    name = "slow",
                    roles = new[] { "ingest" },
                    rate_per_second = 1,
                }
            )
        );

        using var first = await host.SendAsync("GET", "me", key: key);
        using var second = await host.SendAsync("GET", "me", key: key);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal("1", Assert.Single(second.Headers.GetValues("Retry-After")));
    }

    [Fact]
    public async Task A_rotated_key_goes_on_for_the_overlap()
    {
        var clock = new ManualTime();
        await using var host = await AccessHost.StartAsync(clock: clock);
        var old = await MakeAsync(host, new { name = "ci", roles = new[] { "ingest" } });

        var (_, made) = await host.AskAsync("POST", $"keys/{old["id"]}/rotate", new { overlap_hours = 1 });
        var during = (await host.AskAsync("GET", "me", key: Key(old))).Status;
        clock.Advance(TimeSpan.FromHours(1));
        var after = (await host.AskAsync("GET", "me", key: Key(old))).Status;

        Assert.Equal((string?)old["id"], (string?)made!["replaces"]);
        Assert.Equal(HttpStatusCode.OK, (await host.AskAsync("GET", "me", key: Key(made))).Status);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Unauthorized], [during, after]);
        Assert.Equal(
            "/problems/key-is-over",
            (string?)(await host.AskAsync("POST", $"keys/{old["id"]}/rotate", new { })).Body!["type"]
        );
    }

    [Fact]
    public async Task An_admin_makes_no_key_that_opens_more_than_an_admin_may()
    {
        await using var host = await AccessHost.StartAsync();
        var admin = Key(await MakeAsync(host, Admin));

        var owner = await host.AskAsync("POST", "keys", new { name = "up", roles = new[] { "owner" } }, admin);
        var sensitive = await host.AskAsync(
            "POST",
            "keys",
            new { name = "up", permissions = new[] { "fields:sensitive" } },
            admin
        );
        var others = await host.AskAsync(
            "POST",
            "keys",
            new
            {
                name = "up",
                roles = new[] { "ingest" },
                other_tenants = new[] { "*" },
            },
            admin
        );

        foreach (var (status, body) in new[] { owner, sensitive, others })
        {
            Assert.Equal(HttpStatusCode.Forbidden, status);
            Assert.Equal("/problems/beyond-your-own", (string?)body!["type"]);
        }
    }

    [Fact]
    public async Task An_admin_neither_raises_nor_touches_anybody_beyond_an_admin()
    {
        await using var host = await AccessHost.StartAsync();
        var admin = Key(await MakeAsync(host, Admin));
        var (_, owner) = await host.AskAsync(
            "POST",
            "people",
            new { email = "anna@example.com", roles = new[] { "owner" } }
        );
        await host.AskAsync("PUT", "roles/mine", new { permissions = new[] { "logs:read" } });

        var tries = new[]
        {
            await host.AskAsync("PUT", "roles/mine", new { permissions = new[] { "fields:secret" } }, admin),
            await host.AskAsync("PUT", "teams/up", new { roles = new[] { "owner" } }, admin),
            await host.AskAsync("PUT", "service-accounts/up", new { roles = new[] { "owner" } }, admin),
            await host.AskAsync("POST", "people", new { email = "bert@example.com", roles = new[] { "owner" } }, admin),
            await host.AskAsync(
                "PUT",
                $"people/{owner!["id"]}",
                new { email = "mine@example.com", roles = new[] { "owner" } },
                admin
            ),
            await host.AskAsync("PUT", $"people/{owner["id"]}", new { roles = new[] { "admin" } }, admin),
            await host.AskAsync("DELETE", $"people/{owner["id"]}", key: admin),
            await host.AskAsync(
                "POST",
                "people?tenant=shop",
                new { email = "c@example.com", roles = new[] { "viewer" } },
                admin
            ),
            await host.AskAsync("PUT", "tenants/shop", new { }, admin),
        };

        Assert.All(tries, answer => Assert.Equal(HttpStatusCode.Forbidden, answer.Status));
    }

    [Fact]
    public async Task Who_sees_some_rows_gives_no_more_of_them_by_a_role_that_they_have()
    {
        await using var host = await AccessHost.StartAsync();
        object shop = new
        {
            permissions = new[] { "logs:read", "access:manage", "access:read" },
            rows = new[] { new { services = new[] { "shop-*" } } },
            hidden_fields = new[] { "user_id" },
        };
        await host.AskAsync("PUT", "roles/shop", shop);
        var key = Key(await MakeAsync(host, new { name = "shop's", roles = new[] { "shop" } }));

        var wider = await host.AskAsync(
            "PUT",
            "roles/shop",
            new { permissions = new[] { "logs:read", "access:manage" }, hidden_fields = new[] { "user_id" } },
            key
        );
        var seeing = await host.AskAsync(
            "PUT",
            "roles/other",
            new { permissions = new[] { "logs:read" }, rows = new[] { new { services = new[] { "shop-1" } } } },
            key
        );
        var narrower = await host.AskAsync(
            "PUT",
            "roles/other",
            new
            {
                permissions = new[] { "logs:read" },
                rows = new[] { new { services = new[] { "shop-1" } } },
                hidden_fields = new[] { "user_id" },
            },
            key
        );

        Assert.Equal(HttpStatusCode.Forbidden, wider.Status);
        Assert.Equal(HttpStatusCode.Forbidden, seeing.Status);
        Assert.Equal(HttpStatusCode.OK, narrower.Status);
    }

    [Theory]
    [InlineData("""{"name":"x"}""")]
    [InlineData("""{"name":"","roles":["ingest"]}""")]
    [InlineData("""{"name":"x","roles":["no-such"]}""")]
    [InlineData("""{"name":"x","permissions":["logs:everything"]}""")]
    [InlineData("""{"name":"x","roles":["ingest"],"networks":["192.0.2.1/99"]}""")]
    [InlineData("""{"name":"x","roles":["ingest"],"expires_at":"2020-01-01T00:00:00Z"}""")]
    [InlineData("""{"name":"x","roles":["ingest"],"rate_per_second":0}""")]
    [InlineData("""{"name":"x","holder":{"kind":"service_account","id":"nobody"}}""")]
    [InlineData("""{"name":"x","holder":{"kind":"person","id":"nobody"},"roles":["ingest"]}""")]
    public async Task A_key_that_cannot_be_meant_is_refused(string body)
    {
        await using var host = await AccessHost.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await host.AskAsync("POST", "keys", JsonNode.Parse(body))).Status);
    }

    [Fact]
    public async Task A_key_of_another_tenant_is_not_there()
    {
        await using var host = await AccessHost.StartAsync();
        await host.AskAsync("PUT", "tenants/shop", new { });
        var (_, made) = await host.AskAsync("POST", "keys?tenant=shop", new { name = "x", roles = new[] { "ingest" } });

        var revoked = await host.AskAsync("DELETE", $"keys/{made!["id"]}");
        var (_, list) = await host.AskAsync("GET", "keys");

        Assert.Equal("/problems/no-such-api-key", (string?)revoked.Body!["type"]);
        Assert.Empty(list!["keys"]!.AsArray());
    }

    [Fact]
    public async Task Keys_of_an_account_go_with_it()
    {
        await using var host = await AccessHost.StartAsync();
        await host.AskAsync("PUT", "service-accounts/ci", new { roles = new[] { "ingest" } });
        var key = Key(await MakeAsync(host, new { name = "x", holder = new { kind = "service_account", id = "ci" } }));
        var before = await host.AskAsync("GET", "me", key: key);

        await host.AskAsync("DELETE", "service-accounts/ci");
        await host.AskAsync("PUT", "service-accounts/ci", new { roles = new[] { "ingest" } });

        Assert.Equal("service-account:ci", (string?)before.Body!["name"]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.AskAsync("GET", "me", key: key)).Status);
    }

    private static string Key(JsonNode made) => (string)made["key"]!;

    private static async Task<JsonNode> MakeAsync(AccessHost host, object body)
    {
        var (status, made) = await host.AskAsync("POST", "keys", body);
        Assert.Equal(HttpStatusCode.Created, status);
        return made!;
    }
}
