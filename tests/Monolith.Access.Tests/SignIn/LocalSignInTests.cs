using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Monolith.Access.LocalAccounts;
using Monolith.Access.People;
using Monolith.Audit.Contracts;

namespace Monolith.Access.Tests.SignIn;

public sealed class LocalSignInTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_shows_the_password_is_in_and_is_told_who_they_are()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync("anna@example.org", "owner", "shop");
        using var browser = host.NewBrowser();

        using var answer = await browser.SignInAsync(" Anna@Example.org ");
        var session = await browser.JsonAsync("/api/v1/session");

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("anna@example.org", session.GetProperty("email").GetString());
        Assert.Equal("default", session.GetProperty("tenant").GetString());
        Assert.Equal(2, session.GetProperty("tenants").GetArrayLength());
        Assert.True(await browser.IsInAsync());
        var told = await host.Told.OfAsync("access.session.started");
        Assert.Equal("anna@example.org", told.Actor.Name);
        Assert.Equal("password", told.Details["way"]);
        Assert.Equal("127.0.0.0/24", told.Details["network"]);
    }

    [Fact]
    public async Task Without_a_session_nobody_has_signed_in()
    {
        await using var host = await SignInHost.StartAsync();
        using var browser = host.NewBrowser();

        Assert.Equal(HttpStatusCode.NoContent, (await browser.GetAsync("/api/v1/session")).StatusCode);
        Assert.False(await browser.IsInAsync());
    }

    [Fact]
    public async Task Nobody_can_tell_which_accounts_there_are()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync();
        await host.SaveAsync((await host.AddAsync("off@example.org")) with { IsDisabled = true });
        await host.SaveAsync(new Person { Id = "invited", Email = "invited@example.org" });
        using var browser = host.NewBrowser();

        var answers = new List<(HttpStatusCode, string, long)>();
        foreach (var email in new[] { "anna", "nobody", "off", "invited" })
        {
            var before = host.Hasher.Runs;
            using var answer = await browser.SignInAsync(
                $"{email}@example.org",
                email == "off" ? SignInHost.Password : "not the password"
            );
            var problem = await answer.Content.ReadFromJsonAsync<Dictionary<string, JsonElement>>(Stop);
            problem!.Remove("traceId");
            answers.Add((answer.StatusCode, JsonSerializer.Serialize(problem), host.Hasher.Runs - before));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, answers[0].Item1);
        Assert.Contains("/problems/sign-in-refused", answers[0].Item2, StringComparison.Ordinal);
        Assert.Equal(1, answers[0].Item3);
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task An_account_that_is_not_there_is_locked_like_one_that_is()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync();
        using var browser = host.NewBrowser();

        foreach (var email in new[] { "anna@example.org", "nobody@example.org" })
        {
            for (var i = 0; i < 5; i++)
            {
                Assert.Equal(
                    "sign-in-refused",
                    await (await browser.SignInAsync(email, "not the password")).SlugAsync()
                );
            }

            var before = host.Hasher.Runs;
            using var locked = await browser.SignInAsync(email);
            Assert.Equal(HttpStatusCode.TooManyRequests, locked.StatusCode);
            Assert.Equal("too-many-attempts", await locked.SlugAsync());
            Assert.Equal(TimeSpan.FromSeconds(30), locked.Headers.RetryAfter!.Delta);
            Assert.Equal(before, host.Hasher.Runs);
        }

        var told = await host.Told.OfAsync("access.account.locked");
        Assert.Equal("anna", told.Target.Id);
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(HttpStatusCode.Created, (await browser.SignInAsync()).StatusCode);
    }

    [Fact]
    public async Task A_failure_is_told_and_nothing_of_what_was_typed()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync();
        using var browser = host.NewBrowser();

        await browser.SignInAsync("anna@example.org", "typed-as-password");
        await browser.SignInAsync("typed-as-address", "typed-as-password");

        await Eventually.HoldsAsync(
            () => host.Told.Entries.Count(e => e.Action == "access.sign_in.refused") == 2,
            "both are told"
        );
        var told = host.Told.Entries.Where(e => e.Action == "access.sign_in.refused").ToList();
        Assert.All(told, e => Assert.Equal(AuditOutcome.Refused, e.Outcome));
        Assert.All(told, e => Assert.Equal("unknown", e.Actor.Name));
        Assert.Equal(["anna", "unknown"], told.Select(e => e.Target.Id));
        Assert.DoesNotContain("typed-as", host.Told.AsText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_kept_of_a_password_grows_with_the_work_at_the_next_sign_in()
    {
        await using var host = await SignInHost.StartAsync();
        var anna = await host.AddAsync();
        var accounts = host.Get<AccountStore>();
        using var old = new PasswordHasher(iterations: 10);
        var kept = await old.MakeAsync(SignInHost.Password, Stop);
        var read = await accounts.FindAsync(anna.Id, Stop);
        await accounts.SaveAsync(read!, read!.Value with { Password = kept }, entry: null, Stop);
        using var browser = host.NewBrowser();

        Assert.Equal(HttpStatusCode.Created, (await browser.SignInAsync()).StatusCode);

        var now = await accounts.FindAsync(anna.Id, Stop);
        Assert.StartsWith("$pbkdf2-sha512$i=100$", now!.Value.Password, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, (await browser.SignInAsync()).StatusCode);
    }

    [Theory]
    [InlineData("""{"email":"anna@example.org"}""")]
    [InlineData("""{"email":"anna@example.org","password":7}""")]
    [InlineData("""{"email":"anna@example.org","password":"\ud800"}""")]
    [InlineData("""{"email":null,"password":"x"}""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task What_is_no_request_is_told_so(string body)
    {
        await using var host = await SignInHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Address };
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var answer = await http.PostAsync("/api/v1/session", content, Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task The_page_is_told_which_ways_there_are()
    {
        await using var host = await SignInHost.StartAsync();
        using var browser = host.NewBrowser();

        var before = await browser.JsonAsync("/api/v1/sign-in");
        await host.AddAsync();
        var after = await browser.JsonAsync("/api/v1/sign-in");

        Assert.True(before.GetProperty("local").GetBoolean());
        Assert.True(before.GetProperty("set_up_needed").GetBoolean());
        Assert.False(before.GetProperty("open").GetBoolean());
        Assert.False(after.GetProperty("set_up_needed").GetBoolean());
    }

    [Fact]
    public async Task Without_settings_nobody_needs_to_sign_in_and_nobody_can()
    {
        await using var host = await SignInHost.StartAsync(("Monolith:Access:LocalAccounts", "false"));
        await host.AddAsync();
        using var browser = host.NewBrowser();

        var ways = await browser.JsonAsync("/api/v1/sign-in");

        Assert.True(ways.GetProperty("open").GetBoolean());
        Assert.Equal("sign-in-refused", await (await browser.SignInAsync()).SlugAsync());
    }
}
