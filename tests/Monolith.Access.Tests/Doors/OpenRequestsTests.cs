using System.Net;
using Monolith.Access.Sessions;
using Monolith.Access.Tests.SignIn;

namespace Monolith.Access.Tests.Doors;

/// <summary>An answer that goes on ends soon after whoever gets it may not any more.</summary>
public sealed class OpenRequestsTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task An_answer_that_goes_on_is_cut_when_its_key_is_revoked_and_no_other_is()
    {
        await using var host = await AccessHost.StartAsync();
        var (key, other) = (await MakeAsync(host), await MakeAsync(host));
        using var answer = await host.BeginLongAnswerAsync(key.Key);
        using var another = await host.BeginLongAnswerAsync(other.Key);
        var (cut, uncut) = (LongAnswers.IsCutAsync(answer), LongAnswers.IsCutAsync(another));

        await host.AskAsync("DELETE", $"keys/{key.Id}");

        Assert.True(await cut.WaitAsync(Soon));
        Assert.False(uncut.IsCompleted);
    }

    [Fact]
    public async Task An_answer_that_goes_on_is_cut_when_its_key_opens_something_else()
    {
        await using var host = await AccessHost.StartAsync();
        await host.AskAsync("PUT", "service-accounts/robot", new { roles = new[] { "admin" } });
        var (_, made) = await host.AskAsync(
            "POST",
            "keys",
            new { name = "robot's", holder = new { kind = "service_account", id = "robot" } }
        );
        using var answer = await host.BeginLongAnswerAsync((string)made!["key"]!);
        var cut = LongAnswers.IsCutAsync(answer);

        await host.AskAsync("PUT", "service-accounts/robot", new { roles = new[] { "viewer" } });

        Assert.True(await cut.WaitAsync(Soon));
    }

    [Fact]
    public async Task An_answer_that_goes_on_is_cut_when_its_key_is_over()
    {
        var clock = new ManualTime();
        await using var host = await AccessHost.StartAsync(clock: clock);
        var key = await MakeAsync(host, clock.GetUtcNow().AddMinutes(1));
        using var answer = await host.BeginLongAnswerAsync(key.Key);
        var cut = LongAnswers.IsCutAsync(answer);

        clock.Advance(TimeSpan.FromMinutes(2));

        Assert.True(await cut.WaitAsync(Soon));
    }

    [Fact]
    public async Task An_answer_that_goes_on_is_cut_when_its_session_is_ended_elsewhere()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync();
        using var here = host.NewBrowser();
        using var there = host.NewBrowser();
        await here.SignInAsync();
        await there.SignInAsync();
        using var answer = await here.BeginLongAnswerAsync();
        var cut = LongAnswers.IsCutAsync(answer);

        await there.DeleteAsync("/api/v1/account/sessions");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(await cut.WaitAsync(Soon));
    }

    [Fact]
    public async Task An_answer_that_goes_on_is_no_use_of_its_session()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync();
        using var browser = host.NewBrowser();
        await browser.SignInAsync();
        using var answer = await browser.BeginLongAnswerAsync();
        var cut = LongAnswers.IsCutAsync(answer);

        host.Clock.Advance(new SessionOptions().Idle);

        Assert.True(await cut.WaitAsync(Soon));
    }

    private static async Task<(string Id, string Key)> MakeAsync(AccessHost host, DateTimeOffset? expires = null)
    {
        var (_, made) = await host.AskAsync(
            "POST",
            "keys",
            new
            {
                name = "a tail's",
                roles = new[] { "viewer" },
                expires_at = expires,
            }
        );
        return ((string)made!["id"]!, (string)made["key"]!);
    }
}
