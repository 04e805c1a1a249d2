using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.ClickHouse.Migrations;

namespace Monolith.Storage.Tests.Shipping;

/// <summary>
/// A process that writes is killed at random moments, and so is the engine. Whatever was acknowledged is in ClickHouse in
/// the end, all of it and once. 5 rounds, or 60 in the long form of the
/// suite (<c>MONOLITH_LONG_TESTS=1</c>).
/// </summary>
public sealed class KillTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    private static int Rounds => Environment.GetEnvironmentVariable("MONOLITH_LONG_TESTS") == "1" ? 60 : 5;

    [Fact]
    public async Task Killing_the_writer_and_the_engine_loses_no_acknowledged_record_and_doubles_none()
    {
        await using var engine = new EngineFixture();
        await engine.InitializeAsync();
        using var folder = new TemporaryFolder();
        using var client = new ClickHouseClient(ClickHouseTransport.To(engine.Endpoint), "killed", TimeProvider.System);
        await MigrateAsync(client);
        var acknowledged = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var random = new Random(20260304);

        for (var round = 0; round < Rounds; round++)
        {
            using var writer = Start("write", folder, engine, $"r{round}");
            var reading = ReadAsync(writer, acknowledged);
            var before = acknowledged.Count;
            await Eventually.HoldsAsync(() => acknowledged.Count > before, "the writer has begun", Bound);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 800)));
            if (round % 2 == 1)
            {
                await KillEngineAsync(engine);
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 1500)));
            }

            writer.Kill();
            await reading;
            await writer.WaitForExitAsync();
        }

        await DrainAsync(folder, engine);
        var stored = await CountAsync(client);

        Assert.NotEmpty(acknowledged);
        Assert.Contains(acknowledged.Keys, batch => batch.Contains("-3-", StringComparison.Ordinal)); // spans
        Assert.DoesNotContain(acknowledged, a => !stored.TryGetValue(a.Key, out var s) || s.Distinct < a.Value);
        Assert.DoesNotContain(stored, s => s.Value.Rows != s.Value.Distinct);
        TestContext.Current.SendDiagnosticMessage(
            $"{Rounds} rounds: {acknowledged.Count} batches, {acknowledged.Values.Sum()} records acknowledged, none lost, none doubled."
        );
    }

    [Fact]
    public async Task Deliveries_that_come_again_after_the_process_was_killed_count_once()
    {
        await using var engine = new EngineFixture();
        await engine.InitializeAsync();
        using var folder = new TemporaryFolder();
        using var client = new ClickHouseClient(ClickHouseTransport.To(engine.Endpoint), "killed", TimeProvider.System);
        await MigrateAsync(client);
        var random = new Random(20261122);
        var acknowledged = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        long Next() => acknowledged.GetValueOrDefault("deliver");

        for (var round = 0; round < Rounds; round++)
        {
            // The sender brings what it was not told of once more, and some of what it was told of.
            var before = Next();
            var again = Math.Max(0, before - random.Next(500));
            using var process = Start("deliver", folder, engine, again.ToString(CultureInfo.InvariantCulture));
            var reading = ReadAsync(process, acknowledged);
            await Eventually.HoldsAsync(() => Next() > before, "deliveries go on", Bound);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 500)));
            process.Kill();
            await reading;
            await process.WaitForExitAsync();
        }

        await DrainAsync(folder, engine);
        var stored = (await CountAsync(client))["delivered"];

        Assert.True(stored.Distinct >= Next(), $"{Next()} were acknowledged, {stored.Distinct} are there.");
        Assert.Equal(stored.Distinct, stored.Rows);
    }

    // Before the first round: whoever is killed in the middle of a migration keeps the others waiting for its lease.
    private static Task MigrateAsync(ClickHouseClient client) =>
        new MigrationRunner(
            client,
            Options.Create(new ClickHouseOptions()),
            TimeProvider.System,
            NullLogger<MigrationRunner>.Instance
        ).ApplyAsync(Migration.EmbeddedIn(typeof(StorageModule).Assembly), CancellationToken.None);

    private static Process Start(string verb, TemporaryFolder folder, EngineFixture engine, string run) =>
        Process.Start(
            new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Monolith.SpoolProcess"))
            {
                ArgumentList = { verb, folder.File("data"), engine.Endpoint.SocketPath, "killed", run },
                RedirectStandardOutput = true,
            }
        )!;

    private static async Task ReadAsync(Process writer, ConcurrentDictionary<string, long> acknowledged)
    {
        var text = "";
        var buffer = new char[4096];
        int read;
        while ((read = await writer.StandardOutput.ReadAsync(buffer)) > 0)
        {
            text += new string(buffer, 0, read);
            var lines = text.Split('\n');

            // The last line may be half a line, and its rest may never come.
            foreach (var line in lines[..^1])
            {
                var parts = line.Split(' ');
                acknowledged[parts[0]] = long.Parse(parts[1], CultureInfo.InvariantCulture);
            }

            text = lines[^1];
        }
    }

    private static async Task KillEngineAsync(EngineFixture engine)
    {
        await Eventually.HoldsAsync(() => engine.Status.Current.ProcessId is not null, "the engine runs", Bound);
        using var process = Process.GetProcessById(engine.Status.Current.ProcessId!.Value);
        process.Kill();
    }

    private static async Task DrainAsync(TemporaryFolder folder, EngineFixture engine)
    {
        using var drain = Start("drain", folder, engine, "drain");
        using var bound = new CancellationTokenSource(Bound);
        try
        {
            await drain.WaitForExitAsync(bound.Token);
        }
        finally
        {
            drain.Kill(); // no-op once it has ended
        }

        Assert.Equal(0, drain.ExitCode);
    }

    private static async Task<Dictionary<string, (long Rows, long Distinct)>> CountAsync(ClickHouseClient client)
    {
        var query = new ClickHouseQuery(
            """
            SELECT correlation_id, count(), uniqExact(body) FROM logs GROUP BY correlation_id
            UNION ALL
            SELECT correlation_id, count(), uniqExact(name) FROM spans GROUP BY correlation_id
            """
        );
        await using var result = await client.QueryRawAsync(query, "TSV", CancellationToken.None);
        using var reader = new StreamReader(result.Body);
        var stored = new Dictionary<string, (long, long)>(StringComparer.Ordinal);
        while (await reader.ReadLineAsync() is { } line)
        {
            var parts = line.Split('\t');
            stored[parts[0]] = (
                long.Parse(parts[1], CultureInfo.InvariantCulture),
                long.Parse(parts[2], CultureInfo.InvariantCulture)
            );
        }

        return stored;
    }
}
