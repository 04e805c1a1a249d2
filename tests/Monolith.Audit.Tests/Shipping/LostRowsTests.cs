using Monolith.Audit.Shipping;

namespace Monolith.Audit.Tests.Shipping;

public sealed class LostRowsTests(EngineFixture engine) : IDisposable
{
    private const int Entries = 5;
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task What_ClickHouse_has_lost_is_brought_again_though_it_remembers_that_it_came()
    {
        const string Database = "audit_lost";
        await using (var cutOff = await AuditHost.StartAsync(engine, Database, _folder.File("data"), reaches: false))
        {
            for (var n = 0; n < Entries; n++)
            {
                await cutOff.Trail.AppendAsync(Some.Entry(n), default);
            }
        }

        Copy(_folder.File("data"), _folder.File("again"));
        await using (var first = await AuditHost.StartAsync(engine, Database, _folder.File("data")))
        {
            await first.StoredAsync(Entries);
            await first.CoveredAsync(Entries);
            await first.TamperAsync("ALTER TABLE audit_entries DELETE WHERE 1");
            await first.TamperAsync("ALTER TABLE audit_tiles DELETE WHERE 1");
            await first.TamperAsync("ALTER TABLE audit_checkpoints DELETE WHERE 1");
        }

        await using var second = await AuditHost.StartAsync(engine, Database, _folder.File("again"));

        await second.StoredAsync(Entries);
        await second.CoveredAsync(Entries);
        Assert.Null(await second.VerifyAsync());
        await second.Http.GetStringAsync("/api/v1/audit/entries/0/proof");
    }

    [Fact]
    public async Task Tiles_that_ClickHouse_has_lost_are_made_anew()
    {
        const string Database = "audit_lost_tiles";
        await using (var first = await AuditHost.StartAsync(engine, Database, _folder.File("data")))
        {
            for (var n = 0; n < Entries; n++)
            {
                await first.Trail.AppendAsync(Some.Entry(n), default);
            }

            await first.CoveredAsync(Entries);
            await first.TamperAsync("ALTER TABLE audit_tiles DELETE WHERE 1");
        }

        await using var second = await AuditHost.StartAsync(engine, Database, _folder.File("data"));

        await Eventually.HoldsAsync(
            async () => (await second.Service<TileTable>().OpenAsync("default", default)).Size >= Entries,
            "the tiles are there"
        );
        Assert.Null(await second.VerifyAsync());
    }

    public void Dispose() => _folder.Dispose();

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
