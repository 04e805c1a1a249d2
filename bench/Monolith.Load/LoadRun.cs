using System.Diagnostics;
using Monolith.Load.Sending;

namespace Monolith.Load;

/// <summary>What to measure, and against what.</summary>
internal sealed record LoadPlan(
    Uri Url,
    string? ApiKey,
    string EngineAddress,
    string Database,
    int HostProcess,
    int EngineProcess,
    Protocol Protocol,
    Protocol? Against,
    Uri AgainstUrl,
    bool IsGzip,
    long Records,
    int BatchSize,
    int Connections,
    int WarmUp,
    int Rounds,
    long CeilingRows,
    int CeilingConnections
);

/// <summary>One round of posting.</summary>
internal sealed record LoadRound(
    double AcknowledgedPerSecond,
    double StoredPerSecond,
    double HostCpuSecondsPerMillion,
    double HostKernelSecondsPerMillion,
    double EngineCpuSecondsPerMillion,
    double P50Ms,
    double P95Ms,
    double P99Ms,
    double HostPeakMegabytes,
    double EnginePeakMegabytes
);

/// <summary>Everything that was measured.</summary>
internal sealed record LoadResult(
    double BytesPerRecord,
    double StoredBytesPerRecord,
    long Overloads,
    IReadOnlyList<LoadRound> Rounds,
    IReadOnlyList<LoadRound> Against,
    IReadOnlyList<CeilingResult> Ceiling
);

/// <summary>Measures the Host and the engine alone by turns, so that both see the same machine.</summary>
internal sealed class LoadRun(LoadPlan plan, Engine engine, TextWriter log)
{
    private static readonly TimeSpan LongestStandstill = TimeSpan.FromSeconds(30);

    private readonly ProcessMeter _host = new(plan.HostProcess);
    private readonly ProcessMeter _engineProcess = new(plan.EngineProcess);

    public async Task<LoadResult> RunAsync()
    {
        // More rounds than are measured: in the first ones the Host still compiles itself.
        var rounds = plan.WarmUp + plan.Rounds;
        var records = plan.Records / plan.Rounds * rounds;
        var now = TimeProvider.System.GetUtcNow();
        var workload = Build(plan.Protocol, records, now);
        await log.WriteLineAsync(
            $"{workload.Bodies.Count:N0} bodies ready, {workload.BytesPerRecord:N0} bytes a record"
        );

        using var poster = new Poster(plan.Url, plan.ApiKey, workload, plan.Connections);
        using var other = plan.Against is { } protocol
            ? new Poster(plan.AgainstUrl, plan.ApiKey, Build(protocol, records, now), plan.Connections)
            : null;
        var measured = new List<LoadRound>();
        var against = new List<LoadRound>();
        var ceilings = new List<CeilingResult>();
        Ceiling? ceiling = null;
        var bodies = workload.Bodies.Count / rounds;
        for (var round = 0; round < plan.WarmUp; round++)
        {
            await PostRoundAsync(poster, round * bodies, bodies);
            if (other is not null)
            {
                await PostRoundAsync(other, round * bodies, bodies);
            }
        }

        for (var round = plan.WarmUp; round < rounds; round++)
        {
            measured.Add(await PostRoundAsync(poster, round * bodies, bodies));
            await log.WriteLineAsync(
                $"round {measured.Count}: {measured[^1].AcknowledgedPerSecond:N0} acknowledged/s, {measured[^1].StoredPerSecond:N0} stored/s, "
                    + $"{measured[^1].HostCpuSecondsPerMillion:N2} CPU s a million, {measured[^1].HostKernelSecondsPerMillion:N2} of them in the kernel"
            );
            if (other is not null)
            {
                against.Add(await PostRoundAsync(other, round * bodies, bodies));
                await log.WriteLineAsync(
                    $"  {plan.Against}: {against[^1].AcknowledgedPerSecond:N0} acknowledged/s, {against[^1].StoredPerSecond:N0} stored/s"
                );
            }

            if (plan.CeilingRows > 0)
            {
                ceiling ??= await Ceiling.PrepareAsync(
                    engine,
                    plan.Database,
                    plan.CeilingRows,
                    plan.CeilingConnections
                );
                ceilings.AddRange(await MeasureAsync(ceiling));
            }
        }

        var stored = await engine.AskAsync(
            $"SELECT sum(bytes_on_disk) / sumIf(rows, table = 'logs') FROM system.parts WHERE active AND database = '{plan.Database}'"
        );
        await (ceiling?.RemoveAsync() ?? Task.CompletedTask);
        return new LoadResult(
            workload.BytesPerRecord,
            double.Parse(stored),
            poster.Overloads,
            measured,
            against,
            ceilings
        );
    }

    private Workload Build(Protocol protocol, long records, DateTimeOffset now) =>
        Workload.Build(Workload.TrafficUntil(now, records), protocol, plan.IsGzip, records, plan.BatchSize);

    private async Task<LoadRound> PostRoundAsync(Poster poster, int first, int bodies)
    {
        await engine.WaitForMergesAsync();
        var before = await StoredAsync();
        var records = (long)bodies * plan.BatchSize;
        _host.ForgetPeak();
        _engineProcess.ForgetPeak();
        var (hostCpu, hostKernel) = (_host.CpuSeconds, _host.KernelSeconds);
        var engineCpu = _engineProcess.CpuSeconds;

        var began = Stopwatch.GetTimestamp();
        var latencies = await poster.PostAsync(first, bodies);
        var acknowledged = Stopwatch.GetElapsedTime(began);
        await WaitUntilStoredAsync(before + records);
        var stored = Stopwatch.GetElapsedTime(began);
        return new LoadRound(
            records / acknowledged.TotalSeconds,
            records / stored.TotalSeconds,
            (_host.CpuSeconds - hostCpu) / records * 1e6,
            (_host.KernelSeconds - hostKernel) / records * 1e6,
            (_engineProcess.CpuSeconds - engineCpu) / records * 1e6,
            Percentile(latencies, 0.5),
            Percentile(latencies, 0.95),
            Percentile(latencies, 0.99),
            _host.PeakMegabytes,
            _engineProcess.PeakMegabytes
        );
    }

    private async Task<IReadOnlyList<CeilingResult>> MeasureAsync(Ceiling ceiling)
    {
        var results = new List<CeilingResult>();
        foreach (var kind in Ceiling.Kinds)
        {
            results.Add(await ceiling.MeasureAsync(kind, _engineProcess));
            await log.WriteLineAsync($"  engine alone, {kind.Name}: {results[^1].RowsPerSecond:N0} rows/s");
        }

        return results;
    }

    private async Task WaitUntilStoredAsync(long rows)
    {
        var (last, changed) = (0L, Stopwatch.GetTimestamp());
        while (await StoredAsync() is var stored && stored < rows)
        {
            changed = stored != last ? Stopwatch.GetTimestamp() : changed;
            last = stored;
            if (Stopwatch.GetElapsedTime(changed) > LongestStandstill)
            {
                throw new InvalidOperationException(
                    $"Still {rows - stored:N0} acknowledged records are not in ClickHouse, and nothing moves."
                );
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    /// <summary>Rows of the logs table, from the list of its parts: reading the rows themselves would cost what is measured.</summary>
    private Task<long> StoredAsync() =>
        engine.AskNumberAsync(
            $"SELECT sum(rows) FROM system.parts WHERE active AND database = '{plan.Database}' AND table = 'logs'"
        );

    private static double Percentile(double[] sorted, double share) =>
        sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];
}
