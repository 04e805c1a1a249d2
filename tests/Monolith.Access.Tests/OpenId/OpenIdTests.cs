using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Monolith.Access.OpenId;
using Monolith.Access.Tests.SignIn;
using Monolith.OpenIdProvider;

namespace Monolith.Access.Tests.OpenId;

public sealed class OpenIdTests
{
    private const string Begin = "/sign-in/openid/corp";
    private const string Logout = "/sign-in/openid/corp/back-channel-logout";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whom_the_provider_vouches_for_is_in_and_back_where_they_were()
    {
        await using var corp = await Corp.StartAsync();
        using var browser = corp.Host.NewBrowser();

        var back = await corp.SignInAsync(browser, "/search?q=a%20b&from=now-1h");

        Assert.Equal("/search?q=a%20b&from=now-1h", back);
        var session = await browser.JsonAsync("/api/v1/session");
        Assert.Equal("anna@example.org", session.GetProperty("email").GetString());
        Assert.Equal("corp", session.GetProperty("way").GetString());
        Assert.True(await browser.IsInAsync());
        var anna = corp.Host.Directory.PersonOf(corp.Provider.Issuer, "248289761001");
        Assert.Equal("Anna Meier", anna!.Name);
        Assert.Equal("viewer", Assert.Single(Assert.Single(anna.Memberships).Roles));
        Assert.Equal("corp", (await corp.Host.Told.OfAsync("access.session.started")).Details["way"]);
    }

    [Fact]
    public async Task The_page_is_told_of_the_provider()
    {
        await using var corp = await Corp.StartAsync();
        using var browser = corp.Host.NewBrowser();

        var provider = Assert.Single(
            (await browser.JsonAsync("/api/v1/sign-in")).GetProperty("openid").EnumerateArray()
        );

        Assert.Equal("corp", provider.GetProperty("name").GetString());
        Assert.Equal("Corp", provider.GetProperty("title").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/sign-in/openid/nobody")).StatusCode);
    }

    [Theory]
    [InlineData(Misbehaviour.AnotherNonce)]
    [InlineData(Misbehaviour.NoNonce)]
    [InlineData(Misbehaviour.AnotherAudience)]
    [InlineData(Misbehaviour.AnotherIssuer)]
    [InlineData(Misbehaviour.AnotherParty)]
    [InlineData(Misbehaviour.Expired)]
    [InlineData(Misbehaviour.NeverExpires)]
    [InlineData(Misbehaviour.OfTheFuture)]
    [InlineData(Misbehaviour.NotSigned)]
    [InlineData(Misbehaviour.SignedWithThePublicKey)]
    [InlineData(Misbehaviour.AnotherKey)]
    [InlineData(Misbehaviour.AnotherKeyOfTheSameName)]
    [InlineData(Misbehaviour.ChangedAfterwards)]
    public async Task A_token_that_is_not_what_it_should_be_lets_nobody_in(Misbehaviour misbehaviour)
    {
        await using var corp = await Corp.StartAsync();
        corp.Provider.Misbehaviour = misbehaviour;
        using var browser = corp.Host.NewBrowser();

        Assert.Equal("/sign-in?problem=sign-in-refused", await corp.SignInAsync(browser));

        Assert.False(await browser.IsInAsync());
        Assert.Empty(corp.Host.Directory.Now.Documents.People);
        Assert.Equal("token", (await corp.Host.Told.OfAsync("access.sign_in.refused")).Reason);
    }

    [Fact]
    public async Task The_way_back_is_gone_once_even_where_the_provider_takes_codes_twice()
    {
        await using var corp = await Corp.StartAsync();
        corp.Provider.Misbehaviour = Misbehaviour.TakesCodesTwice;
        using var browser = corp.Host.NewBrowser();
        var callback = await corp.CallbackAsync(browser);
        await browser.GetAsync(callback);
        await browser.GetAsync("/api/v1/session");
        await browser.DeleteAsync("/api/v1/account/sessions");

        using var again = await browser.GetAsync(callback);

        Assert.Equal("/sign-in?problem=sign-in-lost", again.Headers.Location!.OriginalString);
        Assert.False(await browser.IsInAsync());
    }

    [Fact]
    public async Task The_way_back_of_another_browser_signs_nobody_in()
    {
        await using var corp = await Corp.StartAsync();
        using var attacker = corp.Host.NewBrowser();
        using var victim = corp.Host.NewBrowser();
        var callback = await corp.CallbackAsync(attacker);
        await corp.CallbackAsync(victim);

        using var answer = await victim.GetAsync(callback);

        Assert.Equal("/sign-in?problem=sign-in-lost", answer.Headers.Location!.OriginalString);
        Assert.Null(victim.Token);
        Assert.Equal("state", (await corp.Host.Told.OfAsync("access.sign_in.refused")).Reason);
    }

    [Fact]
    public async Task A_flow_that_was_tampered_with_or_came_too_late_signs_nobody_in()
    {
        await using var corp = await Corp.StartAsync();
        using var tampered = corp.Host.NewBrowser();
        var callback = await corp.CallbackAsync(tampered);
        tampered.Cookies.SetCookies(corp.Host.Address, "monolith-flow=dGFtcGVyZWQ; path=/");
        using var late = corp.Host.NewBrowser();
        var tooLate = await corp.CallbackAsync(late);

        await tampered.GetAsync(callback);
        corp.Host.Clock.Advance(TimeSpan.FromMinutes(10));
        await late.GetAsync(tooLate);

        Assert.Null(tampered.Token);
        Assert.Null(late.Token);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/\n/evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData(" //evil.example")]
    [InlineData("search")]
    [InlineData("")]
    [InlineData(null)]
    public void Nobody_is_led_to_another_host(string? asked) => Assert.Equal("/", ReturnPath.Of(asked));

    [Theory]
    [InlineData("/")]
    [InlineData("/search?q=//evil.example")]
    [InlineData("/traces/4bf92f3577b34da6a3ce929d0e0e4736")]
    public void The_page_goes_on_where_it_was(string asked) => Assert.Equal(asked, ReturnPath.Of(asked));

    [Fact]
    public async Task The_address_of_a_person_who_is_known_here_is_not_enough_to_be_them()
    {
        await using var corp = await Corp.StartAsync();
        await corp.Host.AddAsync();
        using var browser = corp.Host.NewBrowser();

        Assert.Equal("/sign-in?problem=sign-in-refused", await corp.SignInAsync(browser));

        Assert.Equal("address_taken", (await corp.Host.Told.OfAsync("access.sign_in.refused")).Reason);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_provider_that_may_links_people_by_an_address_that_it_has_verified(bool isVerified, bool isIn)
    {
        await using var corp = await Corp.StartAsync(("Monolith:Access:OpenId:corp:LinksByEmail", "true"));
        await corp.Host.AddAsync("owner@example.org");
        await corp.Host.AddAsync("anna@example.org", "admin");
        corp.Provider.Person["email_verified"] = isVerified;
        using var browser = corp.Host.NewBrowser();

        await corp.SignInAsync(browser);

        Assert.Equal(isIn, await browser.IsInAsync());
        Assert.Equal(isIn ? "anna" : null, corp.Host.Directory.PersonOf(corp.Provider.Issuer, "248289761001")?.Id);
    }

    [Fact]
    public async Task Roles_follow_the_groups_at_each_sign_in()
    {
        await using var corp = await Corp.StartAsync();
        await corp.Host.AddAsync("owner@example.org");
        using var browser = corp.Host.NewBrowser();
        await corp.SignInAsync(browser);

        corp.Provider.Person["groups"] = new JsonArray("staff", "shop-admins");
        await corp.SignInAsync(browser);
        var more = corp.Host.Directory.PersonOf("anna@example.org")!;
        corp.Provider.Person["groups"] = new JsonArray("strangers");
        var refused = await corp.SignInAsync(browser);

        Assert.Equal(["default:viewer", "shop:admin"], more.Memberships.Select(m => $"{m.Tenant}:{m.Roles[0]}"));
        Assert.Equal("/sign-in?problem=not-a-member", refused);
        Assert.Empty(corp.Host.Directory.PersonOf("anna@example.org")!.Memberships);
        Assert.False(await browser.IsInAsync());
    }

    [Fact]
    public async Task Who_is_disabled_here_is_not_let_in_by_the_provider()
    {
        await using var corp = await Corp.StartAsync();
        await corp.Host.AddAsync("owner@example.org");
        using var browser = corp.Host.NewBrowser();
        await corp.SignInAsync(browser);
        await corp.Host.SaveAsync(corp.Host.Directory.PersonOf("anna@example.org")! with { IsDisabled = true });

        Assert.False(await browser.IsInAsync());
        Assert.Equal("/sign-in?problem=not-a-member", await corp.SignInAsync(browser));
    }

    [Fact]
    public async Task A_new_key_of_the_provider_is_found_by_itself()
    {
        await using var corp = await Corp.StartAsync();
        using var browser = corp.Host.NewBrowser();
        await corp.SignInAsync(browser);
        corp.Provider.ChangeKey();
        corp.Host.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("/", await corp.SignInAsync(browser));

        Assert.Equal(2, corp.Provider.Reads);
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_keeps_nobody_else_out()
    {
        await using var corp = await Corp.StartAsync(
            ("Monolith:Access:OpenId:dead:Authority", "http://127.0.0.1:1"),
            ("Monolith:Access:OpenId:dead:ClientId", "monolith")
        );
        using var browser = corp.Host.NewBrowser();

        using var dead = await browser.GetAsync("/sign-in/openid/dead");

        Assert.Equal("/sign-in?problem=provider-unavailable", dead.Headers.Location!.OriginalString);
        Assert.Equal("/", await corp.SignInAsync(browser));
    }

    [Fact]
    public async Task A_provider_that_says_it_is_another_is_not_gone_to()
    {
        await using var corp = await Corp.StartAsync();
        corp.Provider.Misbehaviour = Misbehaviour.PublishesAnotherIssuer;
        using var browser = corp.Host.NewBrowser();

        using var answer = await browser.GetAsync(Begin);

        Assert.Equal("/sign-in?problem=provider-unavailable", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Who_signs_out_here_is_led_to_sign_out_at_the_provider()
    {
        await using var corp = await Corp.StartAsync();
        using var browser = corp.Host.NewBrowser();
        await corp.SignInAsync(browser);
        await browser.GetAsync("/api/v1/session");

        using var answer = await browser.DeleteAsync("/api/v1/session");

        var address = JsonElement
            .Parse(await answer.Content.ReadAsStringAsync(Stop))
            .GetProperty("logout_url")
            .GetString();
        Assert.StartsWith($"{corp.Provider.Issuer}/end-session?client_id=monolith&", address, StringComparison.Ordinal);
        Assert.False(await browser.IsInAsync());
    }

    [Fact]
    public async Task Who_signs_out_at_the_provider_is_out_here()
    {
        await using var corp = await Corp.StartAsync();
        using var one = corp.Host.NewBrowser();
        using var other = corp.Host.NewBrowser();
        await corp.SignInAsync(one);
        corp.Provider.Person["sid"] = "session-2";
        await corp.SignInAsync(other);

        Assert.Equal(HttpStatusCode.OK, await corp.LogoutAsync(corp.Provider.LogoutToken(t => t["sid"] = "session-2")));
        Assert.True(await one.IsInAsync());
        Assert.False(await other.IsInAsync());

        Assert.Equal(HttpStatusCode.OK, await corp.LogoutAsync(corp.Provider.LogoutToken()));
        Assert.False(await one.IsInAsync());
    }

    [Fact]
    public async Task Only_a_token_that_ends_sessions_ends_them_and_once()
    {
        await using var corp = await Corp.StartAsync();
        using var browser = corp.Host.NewBrowser();
        await corp.SignInAsync(browser);
        var used = corp.Provider.LogoutToken();
        await corp.LogoutAsync(used);
        await corp.SignInAsync(browser);
        var tokens = new List<string>
        {
            used,
            "",
            "no token",
            corp.Provider.LogoutToken(t => t.Remove("events")),
            corp.Provider.LogoutToken(t => t["events"] = "text"),
            corp.Provider.LogoutToken(t => t["nonce"] = "from-a-sign-in"),
            corp.Provider.LogoutToken(t => t.Remove("sub")),
            corp.Provider.LogoutToken(t => t.Remove("jti")),
            corp.Provider.LogoutToken(t => t["aud"] = "another-client"),
            corp.Provider.LogoutToken(t => t["iat"] = corp.Host.Clock.GetUtcNow().AddHours(-1).ToUnixTimeSeconds()),
        };
        corp.Provider.Misbehaviour = Misbehaviour.NotSigned;
        tokens.Add(corp.Provider.LogoutToken());

        foreach (var token in tokens)
        {
            Assert.Equal(HttpStatusCode.BadRequest, await corp.LogoutAsync(token));
        }

        Assert.True(await browser.IsInAsync());
    }

    [Fact]
    public async Task A_program_comes_in_with_a_token_that_was_made_for_this_installation()
    {
        await using var corp = await Corp.StartAsync(("Monolith:Access:OpenId:corp:Audience", "monolith-api"));

        var admin = corp.Provider.AccessToken("monolith-api", "admins");
        var viewer = corp.Provider.AccessToken("monolith-api", "staff");

        Assert.Equal(HttpStatusCode.OK, await corp.AskAsync(admin));
        Assert.Equal(HttpStatusCode.Forbidden, await corp.AskAsync(viewer));
    }

    [Fact]
    public async Task A_program_does_not_come_in_with_any_other()
    {
        await using var corp = await Corp.StartAsync(("Monolith:Access:OpenId:corp:Audience", "monolith-api"));
        var tokens = new List<string>
        {
            corp.Provider.AccessToken("another-api", "admins"),
            corp.Provider.AccessToken(TestOpenIdProvider.ClientId, "admins"),
            corp.Provider.AccessToken("monolith-api", "strangers"),
            "eyJ.eyJ.eyJ",
            "eyJhbGciOiJub25lIn0.e30.",
        };
        foreach (
            var wrong in new[]
            {
                Misbehaviour.NotSigned,
                Misbehaviour.SignedWithThePublicKey,
                Misbehaviour.AnotherKey,
                Misbehaviour.ChangedAfterwards,
            }
        )
        {
            corp.Provider.Misbehaviour = wrong;
            tokens.Add(corp.Provider.AccessToken("monolith-api", "admins"));
        }

        foreach (var token in tokens)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await corp.AskAsync(token));
        }

        var old = corp.Provider;
        old.Misbehaviour = Misbehaviour.None;
        var expiring = old.AccessToken("monolith-api", "admins");
        corp.Host.Clock.Advance(TimeSpan.FromMinutes(7));
        Assert.Equal(HttpStatusCode.Unauthorized, await corp.AskAsync(expiring));
    }

    [Fact]
    public async Task Without_an_audience_no_token_is_good()
    {
        await using var corp = await Corp.StartAsync();

        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await corp.AskAsync(corp.Provider.AccessToken(TestOpenIdProvider.ClientId, "admins"))
        );
    }

    [Fact]
    public async Task Nothing_of_codes_and_tokens_is_told()
    {
        await using var corp = await Corp.StartAsync();
        using var browser = corp.Host.NewBrowser();
        var callback = await corp.CallbackAsync(browser);
        await browser.GetAsync(callback);
        await corp.Host.Told.OfAsync("access.session.started");

        var code = callback.Split("code=")[1].Split('&')[0];

        Assert.DoesNotContain(code, corp.Host.Told.AsText(), StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", corp.Host.Told.AsText(), StringComparison.Ordinal);
    }

    /// <summary>An installation that trusts a provider.</summary>
    private sealed class Corp(TestOpenIdProvider provider, SignInHost host) : IAsyncDisposable
    {
        public TestOpenIdProvider Provider => provider;

        public SignInHost Host => host;

        public static async Task<Corp> StartAsync(params IReadOnlyList<(string Name, string Value)> more)
        {
            const string Section = "Monolith:Access:OpenId:corp";
            var clock = new ManualTime();
            var provider = await TestOpenIdProvider.StartAsync(clock);
            var host = await SignInHost.StartAsync(
                clock,
                [
                    ($"{Section}:Authority", provider.Issuer),
                    ($"{Section}:ClientId", TestOpenIdProvider.ClientId),
                    ($"{Section}:ClientSecret", TestOpenIdProvider.ClientSecret),
                    ($"{Section}:Title", "Corp"),
                    ($"{Section}:Groups:0:Group", "staff"),
                    ($"{Section}:Groups:0:Role", "viewer"),
                    ($"{Section}:Groups:1:Group", "shop-admins"),
                    ($"{Section}:Groups:1:Tenant", "shop"),
                    ($"{Section}:Groups:1:Role", "admin"),
                    ($"{Section}:Groups:2:Group", "admins"),
                    ($"{Section}:Groups:2:Role", "admin"),
                    .. more,
                ]
            );
            return new Corp(provider, host);
        }

        /// <summary>The address that the provider sends a browser back to.</summary>
        public async Task<string> CallbackAsync(Browser browser, string back = "/")
        {
            using var begun = await browser.GetAsync($"{Begin}?return={Uri.EscapeDataString(back)}");
            Assert.Equal(HttpStatusCode.Redirect, begun.StatusCode);
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
            using var allowed = await http.GetAsync(begun.Headers.Location, Stop);
            return allowed.Headers.Location!.AbsoluteUri;
        }

        /// <summary>Signs in, and says where the browser is led in the end.</summary>
        public async Task<string> SignInAsync(Browser browser, string back = "/")
        {
            using var done = await browser.GetAsync(await CallbackAsync(browser, back));
            await browser.GetAsync("/api/v1/session");
            return done.Headers.Location!.OriginalString;
        }

        public async Task<HttpStatusCode> LogoutAsync(string token)
        {
            using var http = new HttpClient { BaseAddress = Host.Address };
            using var form = new FormUrlEncodedContent([new("logout_token", token)]);
            using var answer = await http.PostAsync(Logout, form, Stop);
            return answer.StatusCode;
        }

        /// <summary>Asks something that an administrator may ask.</summary>
        public async Task<HttpStatusCode> AskAsync(string token)
        {
            using var http = new HttpClient { BaseAddress = Host.Address };
            http.DefaultRequestHeaders.Add("Authorization", $"Bearer {token}");
            using var answer = await http.GetAsync("/api/v1/access/people", Stop);
            return answer.StatusCode;
        }

        public async ValueTask DisposeAsync()
        {
            await host.DisposeAsync();
            await provider.DisposeAsync();
        }
    }
}
