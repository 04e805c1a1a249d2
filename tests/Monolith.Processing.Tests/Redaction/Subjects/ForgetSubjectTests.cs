using System.Net;
using System.Text.Json.Nodes;

namespace Monolith.Processing.Tests.Redaction.Subjects;

public sealed class ForgetSubjectTests
{
    private const string ByValue = """{"value":"anna@example.com","reason":"GDPR-7"}""";

    [Fact]
    public async Task Who_was_forgotten_is_somebody_new_afterwards_and_nobody_else_is()
    {
        await using var host = await PrivacyHost.StartAsync();
        var (anna, ben) = (host.Token("email", "anna@example.com"), host.Token("email", "ben@example.com"));

        var report = await host.AskAsync(HttpMethod.Post, "forget", ByValue);

        var again = host.Token("email", "Anna@example.com");
        Assert.Contains(anna, Tokens(report));
        Assert.NotEqual(anna, again);
        Assert.Equal(again, host.Token("email", "anna@example.com"));
        Assert.Equal(ben, host.Token("email", "ben@example.com"));
    }

    [Fact]
    public async Task A_forgotten_token_leads_nowhere_any_more_and_neither_do_ciphertexts()
    {
        await using var host = await PrivacyHost.StartAsync();
        var (token, encrypted) = (host.Token("email", "anna@example.com"), host.Encrypted("email", "anna@example.com"));
        await host.AskAsync(HttpMethod.Post, "forget", ByValue);

        foreach (var gone in new[] { token, encrypted })
        {
            var problem = await host.AskAsync(
                HttpMethod.Post,
                "forget",
                $$"""{"token":"{{gone}}","reason":"again"}""",
                status: HttpStatusCode.NotFound
            );
            Assert.Equal("/problems/no-such-subject", (string?)problem["type"]);
        }

        var shown = await RevealAsync(host, encrypted);
        Assert.True((bool?)shown["values"]![0]!["isLost"]);
        Assert.Null(shown["values"]![0]!["clear"]);
    }

    [Fact]
    public async Task A_person_is_forgotten_by_one_of_their_tokens_under_all_keys()
    {
        await using var host = await PrivacyHost.StartAsync();
        var first = host.Token("phone", "+49 171 2345678");
        await host.AskAsync(HttpMethod.Post, "keys/rotate", """{"reason":"90 days"}""");
        var second = host.Token("phone", "+49 171 2345678");

        var report = await host.AskAsync(HttpMethod.Post, "forget", $$"""{"token":"{{second}}","reason":"GDPR-8"}""");

        var after = await TokensOfAsync(host, "phone", "+49 171 2345678");
        Assert.Equal(2, report["forgotten"]!.AsArray().Count);
        Assert.All(
            new[] { first, second },
            token => Assert.Contains(Prefixes(report), prefix => token.StartsWith(prefix, StringComparison.Ordinal))
        );
        Assert.DoesNotContain(first, after);
        Assert.DoesNotContain(second, after);
    }

    [Fact]
    public async Task A_person_may_be_forgotten_again_and_again()
    {
        await using var host = await PrivacyHost.StartAsync();
        var tokens = new List<string> { host.Token("email", "anna@example.com") };

        for (var time = 0; time < 4; time++)
        {
            await host.AskAsync(HttpMethod.Post, "forget", ByValue);
            tokens.Add(host.Token("email", "anna@example.com"));
        }

        Assert.Distinct(tokens);
        var keys = await host.AskAsync(HttpMethod.Get, "keys");
        Assert.True((int)keys["keys"]![0]!["forgotten"]! >= 4);
    }

    [Fact]
    public async Task The_trail_says_who_forgot_which_tokens_and_why_and_not_whose_they_were()
    {
        await using var host = await PrivacyHost.StartAsync();
        var token = host.Token("email", "anna@example.com");

        var report = await host.AskAsync(HttpMethod.Post, "forget", ByValue, caller: "officer");

        var entry = await host.Audit.FindAsync("processing.subject.forgotten");
        Assert.Equal((string?)report["auditEntry"], entry.Id);
        Assert.Equal(("officer", "GDPR-7"), (entry.Actor.Name, entry.Reason));
        Assert.Contains(entry.Details["tokens"].Split(','), p => token.StartsWith(p, StringComparison.Ordinal));
        Assert.DoesNotContain(entry.Details.Values, v => v.Contains("anna", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Another_tenants_person_of_the_same_value_stays()
    {
        await using var host = await PrivacyHost.StartAsync();
        var theirs = host.Token("email", "anna@example.com", "other");

        await host.AskAsync(HttpMethod.Post, "forget", ByValue);
        await host.AskAsync(
            HttpMethod.Post,
            "forget",
            $$"""{"token":"{{theirs}}","reason":"not ours"}""",
            status: HttpStatusCode.NotFound
        );

        Assert.Equal(theirs, host.Token("email", "anna@example.com", "other"));
    }

    [Theory]
    [InlineData("""{"reason":"x"}""")]
    [InlineData("""{"value":"a@b.de","token":"email_k1_x","reason":"x"}""")]
    [InlineData("""{"token":"203.0.113.0/24~k1_7q2mznpa","reason":"x"}""")]
    [InlineData("""{"value":"a@b.de"}""")]
    [InlineData("""{"value":"a@b.de","kinds":["E-Mail"],"reason":"x"}""")]
    public async Task What_names_nobody_or_no_reason_is_refused(string body)
    {
        await using var host = await PrivacyHost.StartAsync();

        var problem = await host.AskAsync(HttpMethod.Post, "forget", body, status: HttpStatusCode.BadRequest);

        Assert.Equal("/problems/invalid-request", (string?)problem["type"]);
    }

    private static async Task<JsonNode> RevealAsync(PrivacyHost host, string encrypted)
    {
        var wish = await host.AskAsync(
            HttpMethod.Post,
            "reveals",
            $$"""{"values":["{{encrypted}}"],"reason":"fraud","ticket":"T-1"}""",
            status: HttpStatusCode.Accepted
        );
        await host.AskAsync(HttpMethod.Post, $"reveals/{wish["id"]}/approve", "{}", caller: "ben");
        return await host.AskAsync(HttpMethod.Get, $"reveals/{wish["id"]}");
    }

    private static async Task<IReadOnlyList<string>> TokensOfAsync(PrivacyHost host, string kind, string value)
    {
        var found = await host.AskAsync(HttpMethod.Post, "tokens", $$"""{"kind":"{{kind}}","value":"{{value}}"}""");
        return [.. found["tokens"]!.AsArray().Select(t => (string)t!["text"]!)];
    }

    private static IEnumerable<string?> Tokens(JsonNode report) =>
        report["forgotten"]!.AsArray().Select(f => (string?)f!["token"]);

    private static IEnumerable<string> Prefixes(JsonNode report) =>
        report["forgotten"]!.AsArray().Select(f => (string)f!["tokenPrefix"]!);
}
