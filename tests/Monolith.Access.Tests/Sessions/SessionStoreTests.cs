using Microsoft.Extensions.Options;
using Monolith.Access.Sessions;
using Monolith.Audit.Contracts;
using Monolith.Platform.Security;

namespace Monolith.Access.Tests.Sessions;

public sealed class SessionStoreTests
{
    private readonly ManualTime _clock = new();
    private readonly MemoryDocumentStore _documents = new();
    private readonly SessionStore _store;

    public SessionStoreTests() => _store = Another();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_is_found_by_what_the_browser_keeps_on_every_replica()
    {
        var token = await StartAsync();

        Assert.NotNull(await _store.FindAsync(token, Stop));
        Assert.NotNull(await Another().FindAsync(token, Stop));
    }

    [Fact]
    public async Task What_the_browser_keeps_is_256_random_bits_and_only_a_hash_of_it_is_stored()
    {
        var (one, other) = (await StartAsync(), await StartAsync());

        var kept = await _documents.GetAsync<System.Text.Json.JsonElement>("access-sessions", "anna", Stop);

        Assert.NotEqual(one, other);
        Assert.Equal(43, one.Split('.')[1].Length);
        Assert.DoesNotContain(one.Split('.')[1], kept!.Value.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("anna")]
    [InlineData("anna.")]
    [InlineData(".secret")]
    [InlineData("anna.secret")]
    [InlineData("../anna.secret")]
    [InlineData("an na.secret")]
    [InlineData("änna.secret")]
    [InlineData("anna\0.secret")]
    public async Task What_is_none_is_not_found(string token)
    {
        await StartAsync();

        Assert.Null(await _store.FindAsync(token, Stop));
    }

    [Fact]
    public async Task A_token_that_was_tampered_with_is_not_found()
    {
        var token = await StartAsync();

        for (var i = 0; i < token.Length; i++)
        {
            var tampered = $"{token[..i]}{(token[i] == 'x' ? 'y' : 'x')}{token[(i + 1)..]}";
            Assert.Null(await _store.FindAsync(tampered, Stop));
        }

        Assert.Null(await _store.FindAsync(token + "x", Stop));
        Assert.Null(await _store.FindAsync(token[..^1], Stop));
        Assert.Null(await _store.FindAsync(new string('x', 100_000) + "." + token, Stop));
    }

    [Fact]
    public async Task A_session_that_is_not_used_is_over_and_one_that_is_goes_on()
    {
        var (used, unused) = (await StartAsync(), await StartAsync());

        for (var i = 0; i < 4; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(40));
            Assert.NotNull(await _store.FindAsync(used, Stop));
        }

        Assert.Null(await _store.FindAsync(unused, Stop));
        Assert.NotNull(await Another().FindAsync(used, Stop));
    }

    [Fact]
    public async Task However_much_it_is_used_a_session_is_over_after_its_lifetime()
    {
        var token = await StartAsync();
        for (var hour = 1; hour < 24; hour++)
        {
            _clock.Advance(TimeSpan.FromHours(1));
            Assert.NotNull(await _store.FindAsync(token, Stop));
        }

        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Null(await _store.FindAsync(token, Stop));
    }

    [Fact]
    public async Task A_session_that_is_ended_is_over_here_at_once_and_elsewhere_within_five_seconds()
    {
        var token = await StartAsync();
        var replica = Another();
        Assert.NotNull(await replica.FindAsync(token, Stop));

        await _store.EndAsync("anna", _ => true, Entry(), Stop);

        Assert.Null(await _store.FindAsync(token, Stop));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await replica.FindAsync(token, Stop));
    }

    [Fact]
    public async Task After_a_rotation_the_old_secret_opens_nothing()
    {
        var token = await StartAsync();
        var found = await _store.FindAsync(token, Stop);

        var rotated = await _store.RotateAsync(found!, s => s with { Tenant = "shop" }, Entry(), Stop);

        Assert.Null(await _store.FindAsync(token, Stop));
        Assert.Equal("shop", (await _store.FindAsync(rotated!, Stop))!.Session.Tenant);
        Assert.Single(await _store.ListAsync("anna", Stop));
    }

    [Fact]
    public async Task A_session_that_was_ended_cannot_be_rotated_back_to_life()
    {
        var token = await StartAsync();
        var found = await _store.FindAsync(token, Stop);
        await Another().EndAsync("anna", _ => true, Entry(), Stop);

        Assert.Null(await _store.RotateAsync(found!, s => s, Entry(), Stop));
        Assert.Empty(await _store.ListAsync("anna", Stop));
    }

    [Fact]
    public async Task Sessions_that_begin_at_the_same_moment_are_all_kept_up_to_a_bound()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(StartAsync, Stop)));
        Assert.Equal(10, (await _store.ListAsync("anna", Stop)).Count);

        for (var i = 0; i < 60; i++)
        {
            await StartAsync();
        }

        Assert.Equal(50, (await _store.ListAsync("anna", Stop)).Count);
    }

    private async Task<string> StartAsync() =>
        (await _store.StartAsync("anna", new Session { Tenant = "default", Way = "password" }, Entry(), Stop)).Token;

    private SessionStore Another() => new(_documents, Options.Create(new SessionOptions()), _clock);

    private AuditEntry Entry() =>
        new()
        {
            Id = "one",
            Tenant = "default",
            Time = _clock.GetUtcNow(),
            Action = "access.session.ended",
            Actor = Actor.System("test"),
            Target = new AuditTarget("person", "anna"),
        };
}
