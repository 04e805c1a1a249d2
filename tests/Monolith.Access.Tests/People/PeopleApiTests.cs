using System.Net;

namespace Monolith.Access.Tests.People;

public sealed class PeopleApiTests
{
    [Fact]
    public async Task A_member_is_added_changed_and_taken_out()
    {
        await using var host = await AccessHost.StartAsync();

        var added = await host.AskAsync(
            "POST",
            "people",
            new { email = "Anna@Example.com", roles = new[] { "viewer" } }
        );
        var id = (string)added.Body!["id"]!;
        var changed = await host.AskAsync(
            "PUT",
            $"people/{id}",
            new
            {
                email = "anna@example.com",
                name = "Anna",
                roles = new[] { "analyst" },
                is_disabled = true,
            }
        );
        var removed = await host.AskAsync("DELETE", $"people/{id}");
        var (_, left) = await host.AskAsync("GET", "people");

        Assert.Equal(HttpStatusCode.Created, added.Status);
        Assert.Equal("anna@example.com", (string?)added.Body["email"]);
        Assert.Equal("analyst", (string?)changed.Body!["roles"]![0]);
        Assert.True((bool)changed.Body["is_disabled"]!);
        Assert.Equal(HttpStatusCode.NoContent, removed.Status);
        Assert.Empty(left!["people"]!.AsArray());
    }

    [Theory]
    [InlineData("anna", "viewer")]
    [InlineData("anna@example.com", "no-such-role")]
    public async Task No_address_and_no_such_role_are_refused(string email, string role)
    {
        await using var host = await AccessHost.StartAsync();

        var (status, _) = await host.AskAsync("POST", "people", new { email, roles = new[] { role } });

        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Fact]
    public async Task Who_is_a_member_of_two_tenants_is_one_person_and_members_of_others_are_not_told_of()
    {
        await using var host = await AccessHost.StartAsync();
        await host.AskAsync("PUT", "tenants/shop", new { name = "The shop" });
        var here = await host.AskAsync(
            "POST",
            "people",
            new { email = "anna@example.com", roles = new[] { "viewer" } }
        );
        var there = await host.AskAsync(
            "POST",
            "people?tenant=shop",
            new { email = "anna@example.com", roles = new[] { "admin" } }
        );
        var bert = await host.AskAsync(
            "POST",
            "people?tenant=shop",
            new { email = "bert@example.com", roles = new[] { "viewer" } }
        );

        var stranger = await host.AskAsync("GET", $"people/{bert.Body!["id"]}");

        Assert.Equal((string?)here.Body!["id"], (string?)there.Body!["id"]);
        Assert.Equal("admin", (string?)there.Body["roles"]![0]);
        Assert.Equal("/problems/no-such-person", (string?)stranger.Body!["type"]);
    }

    [Fact]
    public async Task Nobody_is_added_to_a_tenant_that_is_a_slip_of_the_pen()
    {
        await using var host = await AccessHost.StartAsync();

        var (status, _) = await host.AskAsync(
            "POST",
            "people?tenant=shpo",
            new { email = "a@b.c", roles = new[] { "viewer" } }
        );

        Assert.Equal(HttpStatusCode.NotFound, status);
    }

    [Fact]
    public async Task The_last_owner_is_neither_taken_out_nor_given_less()
    {
        await using var host = await AccessHost.StartAsync();
        var added = await host.AskAsync(
            "POST",
            "people",
            new { email = "anna@example.com", roles = new[] { "owner" } }
        );
        var id = (string)added.Body!["id"]!;

        var removed = await host.AskAsync("DELETE", $"people/{id}");
        var less = await host.AskAsync(
            "PUT",
            $"people/{id}",
            new { email = "anna@example.com", roles = new[] { "admin" } }
        );

        Assert.Equal("/problems/last-owner", (string?)removed.Body!["type"]);
        Assert.Equal("/problems/last-owner", (string?)less.Body!["type"]);
    }

    [Fact]
    public async Task A_tenant_with_people_is_not_removed()
    {
        await using var host = await AccessHost.StartAsync();
        await host.AskAsync(
            "PUT",
            "tenants/shop",
            new { plan = new { retention_days = 7, destinations = new[] { "*.example.com" } } }
        );
        await host.AskAsync("PUT", "service-accounts/ci?tenant=shop", new { roles = new[] { "ingest" } });

        var refused = await host.AskAsync("DELETE", "tenants/shop");
        await host.AskAsync("DELETE", "service-accounts/ci?tenant=shop");
        var removed = await host.AskAsync("DELETE", "tenants/shop");

        Assert.Equal("/problems/in-use", (string?)refused.Body!["type"]);
        Assert.Equal(HttpStatusCode.NoContent, removed.Status);
    }

    [Theory]
    [InlineData("retention_days", 0)]
    [InlineData("sample_rate", 2)]
    [InlineData("bytes_per_second", -1)]
    public async Task A_plan_that_cannot_be_meant_is_refused(string field, int value)
    {
        await using var host = await AccessHost.StartAsync();
        var plan = new Dictionary<string, int> { [field] = value };

        var (status, body) = await host.AskAsync("PUT", "tenants/shop", new { plan });

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(field, body!["errors"]!.ToJsonString(), StringComparison.Ordinal);
    }
}
