using Monolith.Audit.Checkpoints;
using Monolith.Audit.Merkle;
using Monolith.Audit.Trail;
using Monolith.Platform.Documents;

namespace Monolith.Audit.Tests.Checkpoints;

public sealed class CheckpointerTests(EngineFixture engine)
{
    [Fact]
    public async Task What_was_appended_is_signed_while_ClickHouse_is_away()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_sign_away", reaches: false);

        await host.Trail.AppendAsync(Some.Entry(1), default);
        await host.Trail.AppendAsync(Some.Entry(2), default);

        var checkpoint = await SignedAsync(host, 2);
        var key = (await host.Service<SigningKeys>().ListAsync("default", default)).Single();
        var (statement, note) = KeyStatement.Parse(key.Statement);
        Assert.Equal("monolith.internal/audit/default", checkpoint.Origin);
        Assert.True(checkpoint.Note!.IsSignedBy(statement.Key));
        Assert.True(note.IsSignedBy(statement.Key));
    }

    [Fact]
    public async Task A_trail_that_does_not_go_on_from_its_checkpoint_is_never_signed_again()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_sign_fork", reaches: false);
        await host.Trail.AppendAsync(Some.Entry(1), default);
        var before = await SignedAsync(host, 1);
        var documents = host.Service<IDocumentStore>();
        var forged = new CompactRange();
        forged.Append(MerkleHash.Leaf("another entry"u8));
        await documents.CommitAsync(
            new DocumentChanges().Save(TrailDocuments.Heads, "default", TrailHead.Of(forged)),
            default
        );

        await host.Trail.AppendAsync(Some.Entry(2), default);
        host.Service<Checkpointer>().Wake();
        await host.Trail.AppendAsync(Some.Entry(3, "other"), default);
        await SignedAsync(host, 1, "other");

        var after = await host.Service<CheckpointStore>().FindAsync("default", default);
        Assert.Equal(before.Note!.ToString(), after!.Value.Note);
    }

    [Fact]
    public async Task A_key_that_got_old_signs_the_next_one_and_is_forgotten()
    {
        using var folder = new TemporaryFolder();
        await using (
            var host = await AuditHost.StartAsync(engine, "audit_sign_rotate", folder.File("data"), reaches: false)
        )
        {
            await host.Trail.AppendAsync(Some.Entry(1), default);
            await SignedAsync(host, 1);
        }

        var clock = new ManualTime(TimeProvider.System.GetUtcNow().AddDays(400));
        await using var later = await AuditHost.StartAsync(
            engine,
            "audit_sign_rotate",
            folder.File("data"),
            reaches: false
        );
        var keys = new SigningKeys(
            later.Service<IDocumentStore>(),
            later.Service<Monolith.Platform.Security.ISecretKeys>(),
            later.Service<Microsoft.Extensions.Options.IOptions<AuditOptions>>(),
            clock
        );
        var last = await later.Service<CheckpointStore>().FindAsync("default", default);
        using var signer = await keys.OpenAsync("default", last, default);

        var stored = await keys.ListAsync("default", default);
        var (first, _) = KeyStatement.Parse(stored[0].Statement);
        var (second, note) = KeyStatement.Parse(stored[1].Statement);
        Assert.Equal(2, stored.Count);
        Assert.Null(stored[0].Wrapped);
        Assert.True(note.IsSignedBy(first.Key));
        Assert.Equal((2, 1L), (second.Number, second.FromSize));
        Assert.Equal(signer.Key.Id, second.Key.Id);

        // Who still has the old key cannot keep what it signs.
        var stale = last!.Value with
        {
            Size = 2,
        };
        await Assert.ThrowsAsync<DocumentConflictException>(() =>
            later.Service<CheckpointStore>().KeepAsync("default", last, stale, default)
        );
    }

    private static async Task<Checkpoint> SignedAsync(AuditHost host, long size, string tenant = "default")
    {
        var store = host.Service<CheckpointStore>();
        await Eventually.HoldsAsync(
            async () => (await store.FindAsync(tenant, default))?.Value.Size == size,
            $"a checkpoint of {size} entries is signed"
        );
        return Checkpoint.Parse((await store.FindAsync(tenant, default))!.Value.Note);
    }
}
