using System.Net;
using System.Net.Http.Json;
using Monolith.Access.Tests.SignIn;

namespace Monolith.Access.Tests.Sessions;

/// <summary>What somebody tries who wants to be in without showing who they are.</summary>
public sealed class SessionAttackTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync();
        using var browser = host.NewBrowser();

        using var answer = await browser.SignInAsync();

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Matches("^monolith-session=[^;]+; path=/; samesite=lax; httponly$", cookie);
    }

    [Fact]
    public async Task Over_https_the_cookie_is_tied_to_the_host_and_to_https()
    {
        await using var host = await SignInHost.StartAsync(("Monolith:Access:PublicUrl", "https://logs.example.org"));
        await host.AddAsync();
        using var browser = host.NewBrowser();

        using var answer = await browser.SignInAsync();

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Matches("^__Host-monolith=[^;]+; path=/; secure; samesite=lax; httponly$", cookie);
    }

    [Fact]
    public async Task A_session_that_was_put_into_the_browser_before_is_not_the_one_after()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync();
        await host.AddAsync("mallory@example.org", "viewer");
        using var attacker = host.NewBrowser();
        await attacker.SignInAsync("mallory@example.org");
        using var victim = host.NewBrowser();
        victim.Cookies.SetCookies(host.Address, $"monolith-session={attacker.Token}; path=/");

        await victim.SignInAsync();

        Assert.NotEqual(attacker.Token, victim.Token);
        Assert.True(await victim.IsInAsync());
        Assert.False(await attacker.IsInAsync());
    }

    [Fact]
    public async Task Signing_in_again_ends_what_the_browser_had()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync();
        using var browser = host.NewBrowser();
        using var copy = host.NewBrowser();
        await browser.SignInAsync();
        copy.Cookies.SetCookies(host.Address, $"monolith-session={browser.Token}; path=/");

        await browser.SignInAsync();

        Assert.False(await copy.IsInAsync());
        Assert.Equal(1, (await browser.JsonAsync("/api/v1/account/sessions")).GetProperty("sessions").GetArrayLength());
    }

    [Fact]
    public async Task Another_tenant_is_entered_under_another_secret_and_only_by_members()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync("anna@example.org", "owner", "shop");
        using var browser = host.NewBrowser();
        await browser.SignInAsync();
        var before = browser.Token;

        using var refused = await browser.PostAsync("/api/v1/session/tenant", new { tenant = "bank" });
        using var switched = await browser.PostAsync("/api/v1/session/tenant", new { tenant = "shop" });

        Assert.Equal("not-a-member", await refused.SlugAsync());
        Assert.Equal(HttpStatusCode.OK, switched.StatusCode);
        Assert.NotEqual(before, browser.Token);
        Assert.Equal("shop", (await browser.JsonAsync("/api/v1/session")).GetProperty("tenant").GetString());
        using var copy = host.NewBrowser();
        copy.Cookies.SetCookies(host.Address, $"monolith-session={before}; path=/");
        Assert.False(await copy.IsInAsync());
        await host.Told.OfAsync("access.session.tenant_switched");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    public async Task Nothing_is_changed_without_the_token_of_the_page(string? token)
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync();
        using var browser = host.NewBrowser();
        await browser.SignInAsync();
        browser.Csrf = token;

        using var answer = await browser.DeleteAsync("/api/v1/account/sessions");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("cross-site-request", await answer.SlugAsync());
        Assert.True(await browser.IsInAsync());
    }

    [Fact]
    public async Task The_token_of_another_session_is_none()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync();
        await host.AddAsync("mallory@example.org", "viewer");
        using var browser = host.NewBrowser();
        using var attacker = host.NewBrowser();
        await browser.SignInAsync();
        await attacker.SignInAsync("mallory@example.org");
        browser.Csrf = attacker.Csrf;

        Assert.Equal("cross-site-request", await (await browser.DeleteAsync("/api/v1/session")).SlugAsync());
        Assert.Equal("cross_site", (await host.Told.OfAsync("access.request.refused")).Reason);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1")]
    [InlineData("http://127.0.0.1.evil.example")]
    public async Task Another_origin_changes_nothing_even_with_the_token(string origin)
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync();
        using var browser = host.NewBrowser();
        await browser.SignInAsync();
        browser.Origin = origin;

        Assert.Equal("cross-site-request", await (await browser.DeleteAsync("/api/v1/session")).SlugAsync());
        Assert.Equal("cross-site-request", await (await browser.SignInAsync()).SlugAsync());

        browser.Origin = host.Address.GetLeftPart(UriPartial.Authority);
        Assert.Equal(HttpStatusCode.NoContent, (await browser.DeleteAsync("/api/v1/session")).StatusCode);
    }

    [Theory]
    [InlineData("cross-site", false)]
    [InlineData("same-site", false)]
    [InlineData("same-origin", true)]
    public async Task What_the_browser_says_of_the_site_counts(string site, bool isIn)
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync();
        using var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Add("Sec-Fetch-Site", site);

        using var answer = await http.PostAsJsonAsync(
            "/api/v1/session",
            new { email = "anna@example.org", password = SignInHost.Password },
            Stop
        );

        Assert.Equal(isIn ? HttpStatusCode.Created : HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_form_of_another_site_signs_nobody_in()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync();
        using var http = new HttpClient { BaseAddress = host.Address };
        using var form = new StringContent(
            $$"""{"email":"anna@example.org","password":"{{SignInHost.Password}}"}""",
            System.Text.Encoding.UTF8,
            "text/plain"
        );

        using var answer = await http.PostAsync("/api/v1/session", form, Stop);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Fact]
    public async Task Who_was_disabled_is_out()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync("owner@example.org");
        var anna = await host.AddAsync();
        using var browser = host.NewBrowser();
        await browser.SignInAsync();

        await host.SaveAsync(anna with { IsDisabled = true });

        using var answer = await browser.GetAsync("/api/v1/account/sessions");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("sign-in-needed", await answer.SlugAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await browser.GetAsync("/api/v1/session")).StatusCode);
    }

    [Fact]
    public async Task Who_is_no_member_any_more_is_out_of_that_tenant()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync("owner@example.org");
        var anna = await host.AddAsync("anna@example.org", "viewer", "shop");
        using var browser = host.NewBrowser();
        await browser.SignInAsync();

        await host.SaveAsync(anna with { Memberships = [anna.Memberships[1]] });

        Assert.False(await browser.IsInAsync());
    }

    [Fact]
    public async Task Signing_out_everywhere_leaves_no_session()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync();
        using var here = host.NewBrowser();
        using var there = host.NewBrowser();
        await here.SignInAsync();
        await there.SignInAsync();

        Assert.Equal(HttpStatusCode.NoContent, (await here.DeleteAsync("/api/v1/account/sessions")).StatusCode);

        Assert.False(await here.IsInAsync());
        Assert.False(await there.IsInAsync());
        Assert.Equal("everywhere", (await host.Told.OfAsync("access.session.ended")).Details["which"]);
    }

    [Fact]
    public async Task One_session_is_ended_from_another_and_nobody_ends_those_of_others()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync();
        await host.AddAsync("mallory@example.org", "viewer");
        using var here = host.NewBrowser();
        using var there = host.NewBrowser();
        using var attacker = host.NewBrowser();
        await here.SignInAsync();
        await there.SignInAsync();
        await attacker.SignInAsync("mallory@example.org");
        var sessions = (await here.JsonAsync("/api/v1/account/sessions")).GetProperty("sessions");
        var id = sessions
            .EnumerateArray()
            .Single(s => !s.GetProperty("is_this").GetBoolean())
            .GetProperty("id")
            .GetString();

        await attacker.DeleteAsync($"/api/v1/account/sessions/{id}");
        Assert.True(await there.IsInAsync());
        await here.DeleteAsync($"/api/v1/account/sessions/{id}");

        Assert.True(await here.IsInAsync());
        Assert.False(await there.IsInAsync());
    }

    [Fact]
    public async Task A_key_is_no_session()
    {
        await using var host = await SignInHost.StartAsync(("Monolith:Access:AdminKey", "the-key-for-admins"));
        using var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Add("X-Api-Key", "the-key-for-admins");

        using var answer = await http.GetAsync("/api/v1/account/sessions", Stop);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Where_people_sign_in_a_made_up_key_opens_nothing()
    {
        await using var host = await SignInHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Add("X-Api-Key", "a-key-that-is-made-up");

        using var answer = await http.GetAsync("/api/v1/account/sessions", Stop);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }
}
