using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Contracts;
using Monolith.Audit.Merkle;
using Monolith.Audit.Shipping;
using Monolith.Platform.Security;
using Monolith.Platform.Slices;

namespace Monolith.Audit.Tests.Load;

/// <summary>The figures of docs/benchmarks.md. They take minutes, so they are run when asked for.</summary>
public sealed class TrailLoadTests(EngineFixture engine, ITestOutputHelper output)
{
    private const int Writers = 200;

    [Fact(Explicit = true)]
    public async Task Entries_are_taken_durably_shipped_and_signed()
    {
        const int Entries = 60_000;
        await using var host = await AuditHost.StartAsync(engine, "audit_load");
        await host.StoredAsync(0);
        var waits = new double[Entries];
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var next = -1;

        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => AppendAsync()));
        var taken = Stopwatch.GetElapsedTime(began);
        await host.CoveredAsync(Entries);
        var covered = Stopwatch.GetElapsedTime(began);

        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        Array.Sort(waits);
        output.WriteLine($"taken    {Entries / taken.TotalSeconds:0} entries/s");
        output.WriteLine(
            $"stored   {Entries / covered.TotalSeconds:0} entries/s, with tiles and a checkpoint over all of them"
        );
        output.WriteLine($"answer   p50 {waits[Entries / 2]:0} ms, p99 {waits[Entries * 99 / 100]:0} ms");
        output.WriteLine($"cpu      {cpu.TotalSeconds / covered.TotalSeconds:0.00} cores without the engine");
        Assert.Null(await host.VerifyAsync());

        async Task AppendAsync()
        {
            for (var n = Interlocked.Increment(ref next); n < Entries; n = Interlocked.Increment(ref next))
            {
                var start = Stopwatch.GetTimestamp();
                await host.Trail.AppendAsync(Some.Entry(n), default);
                waits[n] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }
    }

    [Theory(Explicit = true)]
    [InlineData(1)]
    [InlineData(32)]
    public async Task What_it_costs_a_request_that_it_is_recorded(int callers)
    {
        const int Requests = 4000;
        foreach (var isRecorded in (bool[])[false, true])
        {
            await using var host = await AuditHost.StartAsync(
                engine,
                $"audit_record_{callers}_{isRecorded}",
                other: new Counter(),
                settings: new Dictionary<string, string?> { ["Modules:Audit:RecordAccess"] = $"{isRecorded}" }
            );
            await host.StoredAsync(0);
            var waits = new double[Requests];
            var next = -1;

            var began = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => AskAsync(host)));

            var taken = Stopwatch.GetElapsedTime(began);
            Array.Sort(waits);
            output.WriteLine(
                $"{callers} callers, {(isRecorded ? "recorded" : "not recorded")}: {Requests / taken.TotalSeconds:0}/s, "
                    + $"p50 {waits[Requests / 2]:0.00} ms, p99 {waits[Requests * 99 / 100]:0.00} ms"
            );

            async Task AskAsync(AuditHost asked)
            {
                for (var n = Interlocked.Increment(ref next); n < Requests; n = Interlocked.Increment(ref next))
                {
                    var start = Stopwatch.GetTimestamp();
                    await asked.Http.GetStringAsync("/count?q=service:checkout");
                    waits[n] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                }
            }
        }
    }

    [Fact(Explicit = true)]
    public async Task An_entry_of_ten_million_is_proven_in_milliseconds()
    {
        const int Entries = 10_000_000;
        const int Proofs = 500;
        await using var host = await AuditHost.StartAsync(engine, "audit_proof_load");
        await host.StoredAsync(0);
        var (builder, range) = (new TileBuilder(), new CompactRange());
        for (var n = 1; n <= Entries; n++)
        {
            var leaf = MerkleHash.Leaf(BitConverter.GetBytes(n));
            builder.Append(leaf);
            range.Append(leaf);
            if (n % 500_000 == 0)
            {
                await host.Service<TileTable>().InsertAsync("default", builder.TakeChanged(), default);
            }
        }

        using var signer = EcdsaSigner.Make("monolith.internal/audit/default");
        var note = signer.Sign(new Checkpoint(signer.Key.Name, Entries, range.Root()).Text);
        var checkpoint = SignedCheckpoint.Of(range, note, Some.Noon);
        await host.Service<CheckpointTable>().InsertAsync("default", checkpoint, default);
        await host.Service<CheckpointStore>().KeepAsync("default", before: null, checkpoint, default);
        var waits = new List<double>();
        for (var n = 0; n < Proofs; n++)
        {
            var start = Stopwatch.GetTimestamp();
            await host.Http.GetStringAsync($"/api/v1/audit/entries/{Random.Shared.Next(Entries)}/proof");
            waits.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        waits.Sort();
        output.WriteLine(
            $"proof    p50 {waits[Proofs / 2]:0.0} ms, p99 {waits[Proofs * 99 / 100]:0.0} ms of {Entries} entries"
        );
    }

    /// <summary>Answers at once, so that what recording takes is seen alone.</summary>
    private sealed class Counter : IModule
    {
        public string Name => "Counter";

        public void AddServices(IServiceCollection services, IConfiguration configuration) { }

        public void MapEndpoints(IEndpointRouteBuilder routes) =>
            routes
                .MapGroup("")
                .RequireAuthorization(Permissions.ReadLogs)
                .RecordsAccess("counter.counted")
                .MapGet("/count", () => TypedResults.Text("1"));
    }
}
