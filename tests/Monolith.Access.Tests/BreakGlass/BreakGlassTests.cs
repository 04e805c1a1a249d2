using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Monolith.Access.Tests.SignIn;
using Monolith.Platform.Security;

namespace Monolith.Access.Tests.BreakGlass;

public sealed class BreakGlassTests
{
    private const string Key = "sealed-in-the-safe-4711";

    [Fact]
    public async Task Each_request_by_the_key_for_emergencies_stands_in_the_trail_before_it_opens()
    {
        await using var host = await SignInHost.StartAsync([("Monolith:Access:BreakGlassKey", Key)]);

        using var answer = await AskAsync(host, Key);
        var me = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

        Assert.Equal("break-glass", (string?)me["name"]);
        Assert.Equal(Permissions.All.Count, me["permissions"]!.AsArray().Count);
        var entry = await host.Told.OfAsync("access.break_glass.used");
        Assert.Equal("break-glass", entry.Actor.Name);
        Assert.Equal("GET /api/v1/access/me", entry.Target.Id);
        Assert.DoesNotContain(Key, entry.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sealed-in-the-safe-4712")]
    [InlineData("sealed-in-the-safe-471")]
    public async Task What_is_not_the_key_opens_nothing_and_is_no_emergency(string shown)
    {
        await using var host = await SignInHost.StartAsync([("Monolith:Access:BreakGlassKey", Key)]);

        using var answer = await AskAsync(host, shown);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.DoesNotContain(host.Told.Entries, entry => entry.Action == "access.break_glass.used");
    }

    private static async Task<HttpResponseMessage> AskAsync(SignInHost host, string key)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await http.GetAsync(new Uri("/api/v1/access/me", UriKind.Relative));
    }
}
