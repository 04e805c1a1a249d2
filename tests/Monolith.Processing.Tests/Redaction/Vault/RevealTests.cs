using System.Net;
using System.Text.Json.Nodes;

namespace Monolith.Processing.Tests.Redaction.Vault;

public sealed class RevealTests
{
    [Fact]
    public async Task Two_people_together_see_what_was_encrypted_and_the_trail_tells()
    {
        await using var host = await PrivacyHost.StartAsync();
        var encrypted = host.Encrypted("email", "Anna@Example.com");
        var wish = await AskForAsync(host, encrypted);

        await host.AskAsync(HttpMethod.Post, $"reveals/{wish["id"]}/approve", """{"comment":"ok"}""", caller: "ben");
        var shown = await host.AskAsync(HttpMethod.Get, $"reveals/{wish["id"]}");

        Assert.Equal("Anna@Example.com", (string?)shown["values"]![0]!["clear"]);
        var requested = await host.Audit.FindAsync("processing.reveal.requested");
        var approved = await host.Audit.FindAsync("processing.reveal.approved");
        var seen = await host.Audit.FindAsync("processing.reveal.shown");
        Assert.Equal(("anna", "ben", "anna"), (requested.Actor.Name, approved.Actor.Name, seen.Actor.Name));
        Assert.DoesNotContain(seen.Details.Values, v => v.Contains("Anna@", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Before_another_person_agrees_nothing_is_shown()
    {
        await using var host = await PrivacyHost.StartAsync();
        var wish = await AskForAsync(host, host.Encrypted("email", "anna@example.com"));

        var own = await host.AskAsync(
            HttpMethod.Post,
            $"reveals/{wish["id"]}/approve",
            "{}",
            status: HttpStatusCode.Conflict
        );
        var shown = await host.AskAsync(HttpMethod.Get, $"reveals/{wish["id"]}");

        Assert.Equal("/problems/own-request", (string?)own["type"]);
        Assert.Equal("pending", (string?)shown["state"]);
        Assert.Null(shown["values"]![0]!["clear"]);
    }

    [Fact]
    public async Task Values_are_shown_to_who_asked_alone_and_for_a_while()
    {
        await using var host = await PrivacyHost.StartAsync("Modules:Processing:Privacy:ShowFor=00:05:00");
        var wish = await AskForAsync(host, host.Encrypted("email", "anna@example.com"));
        await host.AskAsync(HttpMethod.Post, $"reveals/{wish["id"]}/approve", "{}", caller: "ben");

        var byBen = await host.AskAsync(HttpMethod.Get, $"reveals/{wish["id"]}", caller: "ben");
        host.Time.Advance(TimeSpan.FromMinutes(5));
        var late = await host.AskAsync(HttpMethod.Get, $"reveals/{wish["id"]}");

        Assert.All([byBen, late], shown => Assert.Null(shown["values"]![0]!["clear"]));
        Assert.Equal(0, host.Audit.Count("processing.reveal.shown"));
    }

    [Fact]
    public async Task What_was_refused_stays_closed()
    {
        await using var host = await PrivacyHost.StartAsync();
        var wish = await AskForAsync(host, host.Encrypted("email", "anna@example.com"));

        await host.AskAsync(HttpMethod.Post, $"reveals/{wish["id"]}/refuse", """{"comment":"why?"}""", caller: "ben");
        var twice = await host.AskAsync(
            HttpMethod.Post,
            $"reveals/{wish["id"]}/approve",
            "{}",
            caller: "carl",
            status: HttpStatusCode.Conflict
        );
        var list = await host.AskAsync(HttpMethod.Get, "reveals");

        Assert.Equal("/problems/reveal-decided", (string?)twice["type"]);
        Assert.Equal(
            ("refused", "why?"),
            ((string?)list["reveals"]![0]!["state"], (string?)list["reveals"]![0]!["comment"])
        );
    }

    [Fact]
    public async Task Another_tenants_values_and_wishes_do_not_open()
    {
        await using var host = await PrivacyHost.StartAsync();
        var theirs = host.Encrypted("email", "anna@example.com", "other");
        host.Encrypted("email", "ben@example.com");
        var wish = await AskForAsync(host, theirs);
        await host.AskAsync(HttpMethod.Post, $"reveals/{wish["id"]}/approve", "{}", caller: "ben");

        var shown = await host.AskAsync(HttpMethod.Get, $"reveals/{wish["id"]}");

        Assert.True((bool?)shown["values"]![0]!["isLost"]);
        await host.AskAsync(HttpMethod.Get, $"reveals/{wish["id"]}", tenant: "other", status: HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task More_values_than_the_hour_allows_are_refused()
    {
        await using var host = await PrivacyHost.StartAsync("Modules:Processing:Privacy:MaxRevealsPerHour=1");
        var encrypted = host.Encrypted("email", "anna@example.com");
        await AskForAsync(host, encrypted);

        var problem = await AskForAsync(host, encrypted, HttpStatusCode.TooManyRequests);
        host.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("/problems/quota-exceeded", (string?)problem["type"]);
        await AskForAsync(host, encrypted);
    }

    [Fact]
    public async Task A_token_cannot_be_asked_for_since_nothing_is_in_it()
    {
        await using var host = await PrivacyHost.StartAsync();

        var problem = await AskForAsync(host, host.Token("email", "anna@example.com"), HttpStatusCode.BadRequest);

        Assert.Equal("/problems/invalid-request", (string?)problem["type"]);
    }

    [Fact]
    public async Task Each_ciphertext_is_another_and_one_that_was_changed_does_not_open()
    {
        await using var host = await PrivacyHost.StartAsync();
        var one = host.Encrypted("email", "anna@example.com");
        var changed = one[..^4] + (one.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA");
        var asAnotherKind = one.Replace("enc_email_", "enc_phone_", StringComparison.Ordinal);

        var wish = await host.AskAsync(
            HttpMethod.Post,
            "reveals",
            $$"""{"values":["{{changed}}","{{asAnotherKind}}"],"reason":"r","ticket":"t"}""",
            status: HttpStatusCode.Accepted
        );
        await host.AskAsync(HttpMethod.Post, $"reveals/{wish["id"]}/approve", "{}", caller: "ben");
        var shown = await host.AskAsync(HttpMethod.Get, $"reveals/{wish["id"]}");

        Assert.NotEqual(one, host.Encrypted("email", "anna@example.com"));
        Assert.All(shown["values"]!.AsArray(), value => Assert.True((bool?)value!["isLost"]));
    }

    private static Task<JsonNode> AskForAsync(
        PrivacyHost host,
        string encrypted,
        HttpStatusCode status = HttpStatusCode.Accepted
    ) =>
        host.AskAsync(
            HttpMethod.Post,
            "reveals",
            $$"""{"values":["{{encrypted}}"],"reason":"fraud","ticket":"T-1"}""",
            status: status
        );
}
