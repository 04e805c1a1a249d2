using System.Net;

namespace Monolith.Processing.Tests.Redaction.Keys;

public sealed class KeyApiTests
{
    [Fact]
    public async Task A_new_key_and_the_one_before_tell_what_a_value_is_called()
    {
        await using var host = await PrivacyHost.StartAsync();
        var before = host.Token("email", "anna@example.com");

        var keys = await host.AskAsync(HttpMethod.Post, "keys/rotate", """{"reason":"90 days"}""");
        var found = await host.AskAsync(HttpMethod.Post, "tokens", """{"kind":"email","value":"ANNA@example.com"}""");

        var after = host.Token("email", "anna@example.com");
        Assert.Equal(["active", "verify"], keys["keys"]!.AsArray().Select(key => (string?)key!["state"]));
        Assert.Equal([after, before], found["tokens"]!.AsArray().Select(token => (string?)token!["text"]));
        Assert.Equal($"\"{after}\" OR \"{before}\"", (string?)found["query"]);
        Assert.Equal("90 days", (await host.Audit.FindAsync("processing.key.rotated")).Reason);
        Assert.Equal(after, (await host.Audit.FindAsync("processing.token.looked_up")).Target.Id);
    }

    [Fact]
    public async Task What_a_destroyed_key_made_is_not_recognised_any_more()
    {
        await using var host = await PrivacyHost.StartAsync();
        var before = host.Token("email", "anna@example.com");
        await host.AskAsync(HttpMethod.Post, "keys/rotate", """{"reason":"leak"}""");

        var keys = await host.AskAsync(HttpMethod.Post, "keys/1/destroy", """{"reason":"leak"}""");

        Assert.Equal(["active", "destroyed"], keys["keys"]!.AsArray().Select(key => (string?)key!["state"]));
        await host.AskAsync(
            HttpMethod.Post,
            "forget",
            $$"""{"token":"{{before}}","reason":"x"}""",
            status: HttpStatusCode.NotFound
        );
    }

    [Theory]
    [InlineData("1", "key-in-use", HttpStatusCode.Conflict)]
    [InlineData("2", "no-such-key", HttpStatusCode.NotFound)]
    [InlineData("one", "no-such-key", HttpStatusCode.NotFound)]
    public async Task The_key_of_today_and_one_that_is_not_there_cannot_be_destroyed(
        string key,
        string slug,
        HttpStatusCode status
    )
    {
        await using var host = await PrivacyHost.StartAsync();

        var problem = await host.AskAsync(HttpMethod.Post, $"keys/{key}/destroy", """{"reason":"x"}""", status: status);

        Assert.Equal($"/problems/{slug}", (string?)problem["type"]);
    }
}
