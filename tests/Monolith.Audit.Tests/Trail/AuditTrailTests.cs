using Monolith.Audit.Contracts;
using Monolith.Audit.Reading;
using Monolith.Audit.Trail;
using Monolith.Platform.Documents;

namespace Monolith.Audit.Tests.Trail;

public sealed class AuditTrailTests(EngineFixture engine)
{
    [Fact]
    public async Task Entries_that_come_at_the_same_moment_make_one_trail_without_gaps()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_many");

        await Task.WhenAll(Enumerable.Range(0, 500).Select(n => host.Trail.AppendAsync(Some.Entry(n), default)));

        await host.StoredAsync(500);
        Assert.Null(await host.VerifyAsync());
    }

    [Fact]
    public async Task An_entry_that_is_told_again_is_in_the_trail_once()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_again");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.Trail.AppendAsync(Some.Entry(1), default)));
        await host.Trail.AppendAsync(Some.Entry(1), default);

        Assert.Equal(1, (await HeadAsync(host)).Size);
    }

    [Fact]
    public async Task An_entry_committed_with_a_change_comes_into_the_trail_and_one_of_a_refused_change_does_not()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_told");
        var documents = host.Service<IDocumentStore>();

        await documents.CommitAsync(new DocumentChanges().Add("thing", "a", 1).Audit(Some.Entry(1)), default);
        var twice = new DocumentChanges().Add("thing", "a", 2).Audit(Some.Entry(2));
        await Assert.ThrowsAsync<DocumentConflictException>(() => documents.CommitAsync(twice, default));
        await documents.CommitAsync(new DocumentChanges().Add("thing", "b", 3).Audit(Some.Entry(3)), default);

        await host.StoredAsync(2);
        Assert.Null(await host.VerifyAsync());
    }

    [Fact]
    public async Task Entries_are_taken_and_verified_while_ClickHouse_is_away_and_come_there_later()
    {
        using var folder = new TemporaryFolder();
        await using (var host = await AuditHost.StartAsync(engine, "audit_away", folder.File("data"), reaches: false))
        {
            await host.Trail.AppendAsync(Some.Entry(1), default);
            await host.Trail.AppendAsync(Some.Entry(2), default);
        }

        await using var again = await AuditHost.StartAsync(engine, "audit_away", folder.File("data"));

        await again.StoredAsync(2);
        await again.Trail.AppendAsync(Some.Entry(3), default);
        await again.StoredAsync(3);
        Assert.Null(await again.VerifyAsync());
    }

    [Fact]
    public async Task Entries_that_were_stored_before_a_crash_are_not_stored_twice()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_crash");
        await host.Trail.AppendAsync(Some.Entry(0), default);
        await host.CoveredAsync(1);

        // As a crash leaves it that comes between ClickHouse's answer and the end of the waiting.
        var line = await host.Service<TrailReader>().ReadAsync("default", 0, 1, default).SingleAsync();
        await host.Service<IDocumentStore>()
            .CommitAsync(
                new DocumentChanges()
                    .Add(TrailDocuments.Waiting, TrailDocuments.WaitingId("default", 0), new WaitingEntries([line]))
                    .Save(TrailDocuments.Shipped, "default", new ShippedEntries(0)),
                default
            );
        await host.Trail.AppendAsync(Some.Entry(1), default);

        await host.StoredAsync(2);
        Assert.Null(await host.VerifyAsync());
    }

    [Fact]
    public async Task An_entry_that_cannot_be_kept_is_an_error_for_whoever_acts()
    {
        var host = await AuditHost.StartAsync(engine, "audit_closed");
        var trail = host.Trail;
        await host.DisposeAsync();

        await Assert.ThrowsAsync<AuditUnavailableException>(() => trail.AppendAsync(Some.Entry(1), default));
    }

    [Fact]
    public async Task Each_tenant_has_a_trail_of_its_own()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_tenants");

        await host.Trail.AppendAsync(Some.Entry(1, "anna"), default);
        await host.Trail.AppendAsync(Some.Entry(1, "bert"), default);
        await host.StoredAsync(2);

        Assert.Null(await host.VerifyAsync("anna"));
        Assert.Null(await host.VerifyAsync("bert"));
    }

    [Fact]
    public async Task A_trail_of_chained_entries_becomes_a_tree_of_the_same_entries()
    {
        using var folder = new TemporaryFolder();
        await using (var host = await AuditHost.StartAsync(engine, "audit_chained", folder.File("data")))
        {
            await host.StoredAsync(0);
            var documents = host.Service<IDocumentStore>();
            var old = new DocumentChanges()
                .Add(TrailUpgrade.Heads, "default", new TrailUpgrade.ChainHead(3))
                .Add(TrailUpgrade.Waiting, "default@2", new TrailUpgrade.ChainEntry("default", ChainLine(2)));
            await documents.CommitAsync(old, default);
            await host.TamperAsync(
                "INSERT INTO audit_entries (tenant, seq, ts, entry) VALUES "
                    + "('default', 0, '2026-03-04 12:00:00', '{\"id\":\"0\",\"time\":\"2026-03-04T12:00:00+00:00\"}'), "
                    + "('default', 1, '2026-03-04 12:00:01', '{\"id\":\"1\",\"time\":\"2026-03-04T12:00:01+00:00\"}')"
            );

            // What was chained is read from a table that this very start may still be altering.
            await Eventually.HoldsAsync(
                async () =>
                    await Record.ExceptionAsync(() => host.Trail.AppendAsync(Some.Entry(3), default))
                        is not AuditUnavailableException,
                "the trail takes an entry"
            );
            await host.StoredAsync(4);
            Assert.Null(await host.VerifyAsync());
        }

        await using var again = await AuditHost.StartAsync(engine, "audit_chained", folder.File("data"));
        await again.TamperAsync("ALTER TABLE audit_entries UPDATE entry = concat(entry, ' ') WHERE seq = 1");
        var fault = await again.VerifyAsync();
        Assert.Equal((TrailFaultKind.Changed, 1L), (fault?.Kind, fault?.Seq));
    }

    [Fact]
    public async Task An_entry_with_large_details_keeps_their_hash()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_large");
        var details = new Dictionary<string, string> { ["plan"] = new string('x', EntryText.MaxBytes) };

        await host.Trail.AppendAsync(Some.Entry(1) with { Details = details }, default);

        await host.StoredAsync(1);
        var line = await host.Service<TrailReader>().ReadAsync("default", 0, 1, default).SingleAsync();
        Assert.Contains("details_sha256", line.Entry, StringComparison.Ordinal);
        Assert.Null(await host.VerifyAsync());
    }

    private static Task<TrailHead> HeadAsync(AuditHost host) =>
        host.Service<TrailQueue>().HeadAsync("default", default);

    private static TrailLine ChainLine(int seq)
    {
        var time = Some.Noon.AddSeconds(seq);
        return new TrailLine(seq, time, $$"""{"id":"{{seq}}","time":"{{time:yyyy-MM-dd'T'HH:mm:ss}}+00:00"}""");
    }
}
