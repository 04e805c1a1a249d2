using System.Net;
using System.Text.Json;
using Monolith.Access.LocalAccounts;
using Monolith.Access.Tests.SignIn;

namespace Monolith.Access.Tests.LocalAccounts;

public sealed class AccountTests
{
    private const string NewPassword = "quite another one of words";

    [Fact]
    public async Task A_code_of_the_phone_is_asked_for_once_it_has_shown_one()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync();
        using var browser = host.NewBrowser();
        await browser.SignInAsync();
        var before = browser.Token;

        var (secret, codes) = await EnrolAsync(host, browser);

        Assert.Equal(10, codes.Count);
        Assert.NotEqual(before, browser.Token);
        Assert.True((await browser.JsonAsync("/api/v1/account/second-factor")).GetProperty("is_on").GetBoolean());
        using var another = host.NewBrowser();
        Assert.Equal("code-needed", await (await another.SignInAsync()).SlugAsync());
        Assert.Equal("sign-in-refused", await (await another.SignInAsync(code: "000000")).SlugAsync());
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(HttpStatusCode.Created, (await another.SignInAsync(code: CodeOf(host, secret))).StatusCode);
        await host.Told.OfAsync("access.second_factor.enrolled");
    }

    [Fact]
    public async Task A_code_that_was_used_is_refused_the_one_of_the_enrolment_too()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync();
        using var browser = host.NewBrowser();
        await browser.SignInAsync();
        var (secret, _) = await EnrolAsync(host, browser);
        var enrolled = CodeOf(host, secret);
        using var another = host.NewBrowser();

        Assert.Equal("sign-in-refused", await (await another.SignInAsync(code: enrolled)).SlugAsync());
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        var code = CodeOf(host, secret);
        Assert.Equal(HttpStatusCode.Created, (await another.SignInAsync(code: code)).StatusCode);
        Assert.Equal("sign-in-refused", await (await another.SignInAsync(code: code)).SlugAsync());
    }

    [Fact]
    public async Task A_code_that_is_shown_twice_at_the_same_moment_lets_in_once()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync();
        using var browser = host.NewBrowser();
        await browser.SignInAsync();
        var (secret, _) = await EnrolAsync(host, browser);
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        var code = CodeOf(host, secret);
        var browsers = Enumerable.Range(0, 4).Select(_ => host.NewBrowser()).ToList();

        var answers = await Task.WhenAll(browsers.Select(b => b.SignInAsync(code: code)));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        browsers.ForEach(b => b.Dispose());
    }

    [Fact]
    public async Task A_recovery_code_lets_in_once()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync();
        using var browser = host.NewBrowser();
        await browser.SignInAsync();
        var (_, codes) = await EnrolAsync(host, browser);
        using var another = host.NewBrowser();

        Assert.Equal(HttpStatusCode.Created, (await another.SignInAsync(code: codes[3].ToUpperInvariant())).StatusCode);
        Assert.Equal("sign-in-refused", await (await another.SignInAsync(code: codes[3])).SlugAsync());

        var left = (await browser.JsonAsync("/api/v1/account/second-factor")).GetProperty("recovery_codes_left");
        Assert.Equal(9, left.GetInt32());
    }

    [Fact]
    public async Task The_second_factor_is_begun_and_removed_with_the_password_only()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync();
        using var browser = host.NewBrowser();
        await browser.SignInAsync();
        var wrong = new { password = "not the password" };

        Assert.Equal("sign-in-refused", await (await browser.PostAsync(Path, wrong)).SlugAsync());
        await EnrolAsync(host, browser);
        Assert.Equal("sign-in-refused", await (await browser.SendAsync(HttpMethod.Delete, Path, wrong)).SlugAsync());
        using var removed = await browser.SendAsync(HttpMethod.Delete, Path, new { password = SignInHost.Password });

        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        using var another = host.NewBrowser();
        Assert.Equal(HttpStatusCode.Created, (await another.SignInAsync()).StatusCode);
        await host.Told.OfAsync("access.second_factor.removed");
    }

    [Fact]
    public async Task Where_a_second_factor_is_demanded_a_session_without_one_does_nothing_but_set_it_up()
    {
        await using var host = await SignInHost.StartAsync(Demanded);
        await host.AddAsync();
        using var browser = host.NewBrowser();
        using var session = await browser.SignInAsync();

        Assert.True(JsonElement.Parse(await session.Content.ReadAsStringAsync()).GetProperty(Needs).GetBoolean());
        Assert.True((await browser.JsonAsync("/api/v1/session")).GetProperty(Needs).GetBoolean());
        await AssertShutAsync(browser);

        await EnrolAsync(host, browser);

        Assert.False((await browser.JsonAsync("/api/v1/session")).GetProperty(Needs).GetBoolean());
        Assert.True(await browser.IsInAsync());
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/v1/access/people")).StatusCode);
        var refused = await host.Told.OfAsync("access.request.refused");
        Assert.Equal("second_factor_needed", refused.Reason);
    }

    [Fact]
    public async Task Where_a_second_factor_is_demanded_who_shows_a_code_is_in_and_it_stays_on()
    {
        await using var host = await SignInHost.StartAsync(Demanded);
        await host.AddAsync();
        using var browser = host.NewBrowser();
        using var another = host.NewBrowser();
        await browser.SignInAsync();
        var (secret, _) = await EnrolAsync(host, browser);
        host.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(HttpStatusCode.Created, (await another.SignInAsync(code: CodeOf(host, secret))).StatusCode);

        Assert.True(await another.IsInAsync());
        var password = new { password = SignInHost.Password };
        Assert.Equal(Needed, await (await another.SendAsync(HttpMethod.Delete, Path, password)).SlugAsync());
    }

    [Fact]
    public async Task A_session_from_before_the_second_factor_was_set_up_puts_no_other_in_its_place()
    {
        await using var host = await SignInHost.StartAsync(Demanded);
        await host.AddAsync();
        using var browser = host.NewBrowser();
        using var thief = host.NewBrowser();
        await browser.SignInAsync();
        await thief.SignInAsync();
        await EnrolAsync(host, browser);

        using var begun = await thief.PostAsync(Path, new { password = SignInHost.Password });

        Assert.Equal(Needed, await begun.SlugAsync());
        await AssertShutAsync(thief);
    }

    [Fact]
    public async Task The_first_owner_sets_up_the_second_factor_that_is_demanded_too()
    {
        await using var host = await SignInHost.StartAsync(Demanded);
        using var browser = host.NewBrowser();
        var token = await host.SetUpTokenAsync();
        using var made = await browser.PostAsync(
            "/api/v1/set-up",
            new
            {
                token,
                email = "anna@example.org",
                name = "",
                password = SignInHost.Password,
            }
        );

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        await AssertShutAsync(browser);
        await EnrolAsync(host, browser);
        Assert.True(await browser.IsInAsync());
    }

    [Fact]
    public async Task What_is_kept_of_the_second_factor_opens_nothing()
    {
        await using var host = await SignInHost.StartAsync();
        var anna = await host.AddAsync();
        using var browser = host.NewBrowser();
        await browser.SignInAsync();
        var (secret, codes) = await EnrolAsync(host, browser);

        var read = await host.Get<AccountStore>().FindAsync(anna.Id, TestContext.Current.CancellationToken);

        var kept = JsonSerializer.Serialize(read!.Value);
        Assert.DoesNotContain(Convert.ToBase64String(secret), kept, StringComparison.Ordinal);
        Assert.All(codes, code => Assert.DoesNotContain(code, kept, StringComparison.OrdinalIgnoreCase));
        Assert.All(codes, code => Assert.DoesNotContain(code, host.Told.AsText(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_password_counts_from_now_on_and_other_sessions_are_over()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync();
        using var browser = host.NewBrowser();
        using var elsewhere = host.NewBrowser();
        await browser.SignInAsync();
        await elsewhere.SignInAsync();

        using var wrong = await browser.PostAsync(Password, new { current = "not the password", @new = NewPassword });
        using var weak = await browser.PostAsync(Password, new { current = SignInHost.Password, @new = "short" });
        using var right = await browser.PostAsync(Password, new { current = SignInHost.Password, @new = NewPassword });

        Assert.Equal("sign-in-refused", await wrong.SlugAsync());
        Assert.Equal("invalid-request", await weak.SlugAsync());
        Assert.Equal(HttpStatusCode.NoContent, right.StatusCode);
        Assert.True(await browser.IsInAsync());
        Assert.False(await elsewhere.IsInAsync());
        Assert.Equal("sign-in-refused", await (await elsewhere.SignInAsync()).SlugAsync());
        Assert.Equal(HttpStatusCode.Created, (await elsewhere.SignInAsync(password: NewPassword)).StatusCode);
    }

    [Fact]
    public async Task Who_has_the_link_of_an_administrator_chooses_a_password_once()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync("owner@example.org");
        await host.AddAsync("anna@example.org", "viewer");
        using var owner = host.NewBrowser();
        using var anna = host.NewBrowser();
        await owner.SignInAsync("owner@example.org");
        await anna.SignInAsync();

        var token = await ResetTokenAsync(owner, "anna");
        using var set = await anna.PostAsync(Reset, new { token, password = NewPassword });
        using var again = await anna.PostAsync(Reset, new { token, password = NewPassword });

        Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        Assert.Equal("password-reset-refused", await again.SlugAsync());
        Assert.False(await anna.IsInAsync());
        Assert.Equal(HttpStatusCode.Created, (await anna.SignInAsync(password: NewPassword)).StatusCode);
        var told = await host.Told.OfAsync("access.password.reset_made");
        Assert.Equal("owner@example.org", told.Actor.Name);
        Assert.DoesNotContain(token, host.Told.AsText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_link_of_an_administrator_leaves_the_second_factor()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync("owner@example.org");
        await host.AddAsync("anna@example.org", "viewer");
        using var owner = host.NewBrowser();
        using var anna = host.NewBrowser();
        await owner.SignInAsync("owner@example.org");
        await anna.SignInAsync();
        var (secret, _) = await EnrolAsync(host, anna);

        var token = await ResetTokenAsync(owner, "anna");
        using var set = await anna.PostAsync(Reset, new { token, password = NewPassword });

        Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        Assert.Equal("code-needed", await (await anna.SignInAsync(password: NewPassword)).SlugAsync());
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        using var signedIn = await anna.SignInAsync(password: NewPassword, code: CodeOf(host, secret));
        Assert.Equal(HttpStatusCode.Created, signedIn.StatusCode);
    }

    [Fact]
    public async Task An_administrator_takes_a_lost_second_factor_away_which_ends_the_sessions_and_is_told()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync("owner@example.org");
        await host.AddAsync("anna@example.org", "viewer");
        using var owner = host.NewBrowser();
        using var anna = host.NewBrowser();
        await owner.SignInAsync("owner@example.org");
        await anna.SignInAsync();
        await EnrolAsync(host, anna);

        using var withdrawn = await owner.DeleteAsync(FactorOf("anna"));
        using var again = await owner.DeleteAsync(FactorOf("anna"));

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (withdrawn.StatusCode, again.StatusCode));
        Assert.False(await anna.IsInAsync());
        Assert.Equal(HttpStatusCode.Created, (await anna.SignInAsync()).StatusCode);
        var told = await host.Told.OfAsync("access.second_factor.withdrawn");
        Assert.Equal(("owner@example.org", "anna"), (told.Actor.Name, told.Target.Id));
    }

    [Fact]
    public async Task Nobody_takes_the_second_factor_of_who_may_do_more_or_their_own_without_the_password()
    {
        await using var host = await WithSomeWhoMayDoMoreAsync();
        using var admin = host.NewBrowser();
        using var viewer = host.NewBrowser();
        await admin.SignInAsync("admin@example.org");
        await viewer.SignInAsync("viewer@example.org");

        Assert.Equal("beyond-your-own", await (await admin.DeleteAsync(FactorOf("owner"))).SlugAsync());
        Assert.Equal("beyond-your-own", await (await admin.DeleteAsync(FactorOf("both"))).SlugAsync());
        Assert.Equal("no-such-person", await (await admin.DeleteAsync(FactorOf("nobody"))).SlugAsync());
        Assert.Equal("own-second-factor", await (await admin.DeleteAsync(FactorOf("admin"))).SlugAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.DeleteAsync(FactorOf("admin"))).StatusCode);
    }

    [Fact]
    public async Task A_link_that_is_old_or_was_replaced_or_made_up_opens_nothing()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync("owner@example.org");
        await host.AddAsync("anna@example.org", "viewer");
        using var owner = host.NewBrowser();
        await owner.SignInAsync("owner@example.org");
        var replaced = await ResetTokenAsync(owner, "anna");
        var old = await ResetTokenAsync(owner, "anna");
        host.Clock.Advance(TimeSpan.FromDays(1));

        foreach (var token in new[] { replaced, old, "anna.made-up", "nobody.made-up", ".", "", "anna" })
        {
            using var answer = await owner.PostAsync(Reset, new { token, password = NewPassword });
            Assert.Equal("password-reset-refused", await answer.SlugAsync());
        }
    }

    [Fact]
    public async Task Nobody_resets_who_may_do_more_here_or_is_elsewhere_too()
    {
        await using var host = await WithSomeWhoMayDoMoreAsync();
        using var admin = host.NewBrowser();
        using var viewer = host.NewBrowser();
        await admin.SignInAsync("admin@example.org");
        await viewer.SignInAsync("viewer@example.org");

        Assert.Equal("beyond-your-own", await (await admin.PostAsync(ResetOf("owner"), new { })).SlugAsync());
        Assert.Equal("beyond-your-own", await (await admin.PostAsync(ResetOf("both"), new { })).SlugAsync());
        Assert.Equal("no-such-person", await (await admin.PostAsync(ResetOf("nobody"), new { })).SlugAsync());
        Assert.Equal(HttpStatusCode.OK, (await admin.PostAsync(ResetOf("viewer"), new { })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.PostAsync(ResetOf("viewer"), new { })).StatusCode);
    }

    private const string Needs = "needs_second_factor";
    private const string Needed = "second-factor-needed";
    private const string Path = "/api/v1/account/second-factor";
    private const string Password = "/api/v1/account/password";
    private const string Reset = "/api/v1/account/password-reset";

    private static readonly (string, string) Demanded = ("Monolith:Access:SecondFactorRequired", "true");

    private static async Task<SignInHost> WithSomeWhoMayDoMoreAsync()
    {
        var host = await SignInHost.StartAsync();
        await host.AddAsync("owner@example.org");
        await host.AddAsync("admin@example.org", "admin");
        await host.AddAsync("both@example.org", "viewer", "shop");
        await host.AddAsync("viewer@example.org", "viewer");
        return host;
    }

    /// <summary>What whoever has signed in may do otherwise is refused.</summary>
    private static async Task AssertShutAsync(Browser browser)
    {
        foreach (var path in new[] { "/api/v1/account/sessions", "/api/v1/access/me", "/api/v1/access/people" })
        {
            using var read = await browser.GetAsync(path);
            Assert.Equal((HttpStatusCode.Forbidden, Needed), (read.StatusCode, await read.SlugAsync()));
        }

        using var password = await browser.PostAsync(
            Password,
            new { current = SignInHost.Password, @new = NewPassword }
        );
        using var tenant = await browser.PostAsync("/api/v1/session/tenant", new { tenant = "default" });
        Assert.Equal((Needed, Needed), (await password.SlugAsync(), await tenant.SlugAsync()));
    }

    private static string FactorOf(string id) => $"/api/v1/access/people/{id}/second-factor";

    private static string ResetOf(string id) => $"/api/v1/access/people/{id}/password-reset";

    private static async Task<string> ResetTokenAsync(Browser administrator, string id)
    {
        using var made = await administrator.PostAsync(ResetOf(id), new { });
        var link = JsonElement.Parse(await made.Content.ReadAsStringAsync()).GetProperty("link").GetString()!;
        return link.Split("#token=")[1];
    }

    private static string CodeOf(SignInHost host, byte[] secret) =>
        Totp.Code(secret, Totp.StepAt(host.Clock.GetUtcNow()));

    private static async Task<(byte[] Secret, IReadOnlyList<string> Codes)> EnrolAsync(SignInHost host, Browser browser)
    {
        using var begun = await browser.PostAsync(Path, new { password = SignInHost.Password });
        var text = JsonElement.Parse(await begun.Content.ReadAsStringAsync()).GetProperty("secret").GetString()!;
        var secret = BytesOf(text);
        using var confirmed = await browser.PostAsync($"{Path}/confirm", new { code = CodeOf(host, secret) });
        var codes = JsonElement.Parse(await confirmed.Content.ReadAsStringAsync()).GetProperty("recovery_codes");
        return (secret, [.. codes.EnumerateArray().Select(c => c.GetString()!)]);
    }

    private static byte[] BytesOf(string base32)
    {
        var bits = string.Concat(
            base32.Select(c =>
                Convert
                    .ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2)
                    .PadLeft(5, '0')
            )
        );
        return [.. bits.Chunk(8).Where(b => b.Length == 8).Select(b => Convert.ToByte(new string(b), 2))];
    }
}
