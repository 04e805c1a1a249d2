using System.Net;
using Monolith.Access.Contracts;
using Monolith.Access.Tests.SignIn;

namespace Monolith.Access.Tests.SetUp;

public sealed class MakeOwnerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_has_the_link_becomes_the_owner_and_is_in()
    {
        await using var host = await SignInHost.StartAsync();
        using var browser = host.NewBrowser();

        using var answer = await browser.PostAsync("/api/v1/set-up", Wish(await host.SetUpTokenAsync()));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.True(await browser.IsInAsync());
        Assert.True(host.Directory.HasOwner);
        var told = await host.Told.OfAsync("access.set_up.done");
        Assert.Equal("anna@example.org", told.Actor.Name);
        using var another = host.NewBrowser();
        Assert.Equal(HttpStatusCode.Created, (await another.SignInAsync()).StatusCode);
    }

    [Fact]
    public async Task The_link_works_once()
    {
        await using var host = await SignInHost.StartAsync();
        var token = await host.SetUpTokenAsync();
        using var browser = host.NewBrowser();
        await browser.PostAsync("/api/v1/set-up", Wish(token));

        using var again = await browser.PostAsync("/api/v1/set-up", Wish(token, "bert@example.org"));

        Assert.Equal(HttpStatusCode.Forbidden, again.StatusCode);
        Assert.Equal("set-up-refused", await again.SlugAsync());
        Assert.Null(host.Directory.PersonOf("bert@example.org"));
    }

    [Fact]
    public async Task Of_two_with_the_link_one_becomes_the_owner()
    {
        await using var host = await SignInHost.StartAsync();
        var token = await host.SetUpTokenAsync();
        using var one = host.NewBrowser();
        using var other = host.NewBrowser();

        var answers = await Task.WhenAll(
            one.PostAsync("/api/v1/set-up", Wish(token)),
            other.PostAsync("/api/v1/set-up", Wish(token, "bert@example.org"))
        );

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        Assert.Single(host.Directory.Now.Documents.People);
    }

    [Fact]
    public async Task The_link_of_an_earlier_start_opens_nothing()
    {
        await using var host = await SignInHost.StartAsync();
        var old = await host.SetUpTokenAsync();
        await host.SetUpTokenAsync();
        using var browser = host.NewBrowser();

        Assert.Equal("set-up-refused", await (await browser.PostAsync("/api/v1/set-up", Wish(old))).SlugAsync());
        await host.Told.OfAsync("access.set_up.refused");
    }

    [Fact]
    public async Task The_link_opens_nothing_after_an_hour()
    {
        await using var host = await SignInHost.StartAsync();
        var token = await host.SetUpTokenAsync();
        host.Clock.Advance(TimeSpan.FromHours(1));
        using var browser = host.NewBrowser();

        Assert.Equal("set-up-refused", await (await browser.PostAsync("/api/v1/set-up", Wish(token))).SlugAsync());
    }

    [Theory]
    [InlineData("anna@example.org", "too short")]
    [InlineData("anna@example.org", "anna@example.org")]
    [InlineData("anna@example.org", "passwordpassword")]
    [InlineData("no address", "a horse of another colour")]
    [InlineData("", "a horse of another colour")]
    public async Task What_is_no_good_is_told_and_the_link_still_works(string email, string password)
    {
        await using var host = await SignInHost.StartAsync();
        var token = await host.SetUpTokenAsync();
        using var browser = host.NewBrowser();

        using var refused = await browser.PostAsync(
            "/api/v1/set-up",
            new
            {
                token,
                email,
                name = "Anna",
                password,
            }
        );

        Assert.Equal("invalid-request", await refused.SlugAsync());
        Assert.Equal(HttpStatusCode.Created, (await browser.PostAsync("/api/v1/set-up", Wish(token))).StatusCode);
    }

    [Fact]
    public async Task There_is_no_link_where_there_is_an_owner_or_nobody_can_have_an_account()
    {
        await using var owned = await SignInHost.StartAsync();
        await owned.AddAsync();
        await using var open = await SignInHost.StartAsync(("Monolith:Access:LocalAccounts", "false"));

        Assert.Null(await owned.Get<ISetUpLink>().MakeAsync("http://127.0.0.1:8080", Stop));
        Assert.Null(await open.Get<ISetUpLink>().MakeAsync("http://127.0.0.1:8080", Stop));
    }

    [Fact]
    public async Task The_link_leads_where_people_reach_the_host_and_hides_its_secret_from_servers()
    {
        await using var host = await SignInHost.StartAsync(("Monolith:Access:PublicUrl", "https://logs.example.org/"));

        var link = await host.Get<ISetUpLink>().MakeAsync("http://127.0.0.1:8080", Stop);

        Assert.StartsWith("https://logs.example.org/set-up#token=", link, StringComparison.Ordinal);
    }

    private static object Wish(string token, string email = "anna@example.org") =>
        new
        {
            token,
            email,
            name = "Anna",
            password = SignInHost.Password,
        };
}
