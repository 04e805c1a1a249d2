using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Monolith.Access.Doors;
using Monolith.Access.Tests.SignIn;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;

namespace Monolith.Access.Tests.Doors;

public sealed class RefusedRequestsTests
{
    private static readonly Denial Denial = new("default", "key:a", "GET /api/v1/access/people", "not_allowed");

    [Fact]
    public async Task What_is_refused_again_and_again_is_told_once_a_minute()
    {
        var (store, clock) = (new CountingStore(), new ManualTime());
        using var denials = Denials(store, clock);
        await denials.StartAsync(CancellationToken.None);

        for (var i = 0; i < 100; i++)
        {
            denials.Note(Denial);
        }

        denials.Note(Denial with { Reason = "key_revoked" });
        clock.Advance(TimeSpan.FromMinutes(1));
        denials.Note(Denial);

        await Eventually.HoldsAsync(() => store.Commits == 3, "three were told");
        await denials.StopAsync(CancellationToken.None);
        Assert.Equal(3, store.Commits);
    }

    [Fact]
    public void Who_knocks_in_many_ways_fills_no_memory_and_waits_for_nothing()
    {
        using var denials = Denials(new CountingStore(), new ManualTime());

        for (var i = 0; i < 20_000; i++)
        {
            denials.Note(Denial with { Name = $"key:{i}" });
        }

        Assert.Equal(1_000, denials.Waiting);
    }

    [Fact]
    public async Task A_request_that_its_caller_may_not_make_is_told_once()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync(role: "viewer");
        using var browser = host.NewBrowser();
        await browser.SignInAsync();

        await browser.GetAsync("/api/v1/access/people");
        await browser.GetAsync("/api/v1/access/people");
        await browser.GetAsync("/api/v1/access/teams");

        await Eventually.HoldsAsync(() => Refused().Count() == 2, "both endpoints are told");
        Assert.Equal(
            ["GET /api/v1/access/people", "GET /api/v1/access/teams"],
            Refused().Select(entry => entry.Target.Id).Order(StringComparer.Ordinal)
        );
        Assert.All(Refused(), entry => Assert.Equal("not_allowed", entry.Reason));

        IEnumerable<AuditEntry> Refused() => host.Told.Entries.Where(entry => entry.Action == "access.request.refused");
    }

    [Fact]
    public async Task What_an_endpoint_refuses_by_itself_is_told_too()
    {
        await using var host = await SignInHost.StartAsync();
        await host.AddAsync(role: "admin");
        using var browser = host.NewBrowser();
        await browser.SignInAsync();

        var refused = await browser.PostAsync("/api/v1/access/keys", new { name = "more", roles = new[] { "owner" } });

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var told = await host.Told.OfAsync("access.request.refused");
        Assert.Equal("beyond_your_own", told.Reason);
        Assert.Equal("POST /api/v1/access/keys", told.Target.Id);
        Assert.Equal("anna@example.org", told.Actor.Name);
    }

    private static Denials Denials(IDocumentStore store, TimeProvider clock)
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        return new Denials(store, new AccessMetrics(meters), clock, NullLogger<Denials>.Instance);
    }

    private sealed class CountingStore : IDocumentStore
    {
        private readonly MemoryDocumentStore _documents = new();
        private int _commits;

        public int Commits => Volatile.Read(ref _commits);

        public Task<Document<T>?> GetAsync<T>(string kind, string id, CancellationToken cancellationToken) =>
            _documents.GetAsync<T>(kind, id, cancellationToken);

        public Task<DocumentPage<T>> ListAsync<T>(
            string kind,
            int pageSize,
            string? cursor,
            CancellationToken cancellationToken
        ) => _documents.ListAsync<T>(kind, pageSize, cursor, cancellationToken);

        public Task CommitAsync(DocumentChanges changes, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _commits);
            return _documents.CommitAsync(changes, cancellationToken);
        }
    }
}
