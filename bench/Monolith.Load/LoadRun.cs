namespace Monolith.Load;

/// <summary>A Host, and how it is spoken to.</summary>
internal sealed record LoadTarget(Uri Url, Protocol Protocol, string EngineAddress, int HostProcess, int EngineProcess);

/// <summary>What to measure, and against what.</summary>
internal sealed record LoadPlan(
    LoadTarget Target,
    LoadTarget? Against,
    string? ApiKey,
    string Database,
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
internal sealed class LoadRun(LoadPlan plan, TextWriter log)
{
    public async Task<LoadResult> RunAsync()
    {
        // More rounds than are measured: in the first ones the Host still compiles itself.
        var rounds = plan.WarmUp + plan.Rounds;
        var records = plan.Records / plan.Rounds * rounds;
        var now = TimeProvider.System.GetUtcNow();
        var workload = Build(plan.Target.Protocol, records, now);
        await log.WriteLineAsync(
            $"{workload.Bodies.Count:N0} bodies ready, {workload.BytesPerRecord:N0} bytes a record"
        );

        using var target = new TargetMeter(plan, plan.Target, workload);
        using var other = plan.Against is { } against
            ? new TargetMeter(
                plan,
                against,
                against.Protocol == plan.Target.Protocol ? workload : Build(against.Protocol, records, now)
            )
            : null;
        var measured = new List<LoadRound>();
        var measuredOther = new List<LoadRound>();
        var ceilings = new List<CeilingResult>();
        Ceiling? ceiling = null;
        var bodies = workload.Bodies.Count / rounds;
        for (var round = 0; round < plan.WarmUp; round++)
        {
            await PostRoundAsync(target, other, round * bodies, bodies);
            if (other is not null)
            {
                await PostRoundAsync(other, target, round * bodies, bodies);
            }
        }

        for (var round = plan.WarmUp; round < rounds; round++)
        {
            measured.Add(await PostRoundAsync(target, other, round * bodies, bodies));
            await log.WriteLineAsync(
                $"round {measured.Count}: {measured[^1].AcknowledgedPerSecond:N0} acknowledged/s, {measured[^1].StoredPerSecond:N0} stored/s, "
                    + $"{measured[^1].HostCpuSecondsPerMillion:N2} CPU s a million, {measured[^1].HostKernelSecondsPerMillion:N2} of them in the kernel"
            );
            if (other is not null)
            {
                measuredOther.Add(await PostRoundAsync(other, target, round * bodies, bodies));
                await log.WriteLineAsync(
                    $"  {other.Target.Protocol} to {other.Target.Url}: {measuredOther[^1].AcknowledgedPerSecond:N0} acknowledged/s, {measuredOther[^1].StoredPerSecond:N0} stored/s, "
                        + $"{measuredOther[^1].HostCpuSecondsPerMillion:N2} CPU s a million"
                );
            }

            if (plan.CeilingRows > 0)
            {
                ceiling ??= await Ceiling.PrepareAsync(
                    target.Engine,
                    plan.Database,
                    plan.CeilingRows,
                    plan.CeilingConnections
                );
                ceilings.AddRange(await MeasureAsync(ceiling, target));
            }
        }

        var stored = await target.Engine.AskAsync(
            $"SELECT sum(bytes_on_disk) / sumIf(rows, table = 'logs') FROM system.parts WHERE active AND database = '{plan.Database}'"
        );
        await (ceiling?.RemoveAsync() ?? Task.CompletedTask);
        return new LoadResult(
            workload.BytesPerRecord,
            double.Parse(stored),
            target.Overloads,
            measured,
            measuredOther,
            ceilings
        );
    }

    // What one of them left its engine to do would slow the other one down.
    private static async Task<LoadRound> PostRoundAsync(TargetMeter target, TargetMeter? other, int first, int bodies)
    {
        await (other?.Engine.WaitForMergesAsync() ?? Task.CompletedTask);
        return await target.PostRoundAsync(first, bodies);
    }

    private Workload Build(Protocol protocol, long records, DateTimeOffset now) =>
        Workload.Build(Workload.TrafficUntil(now, records), protocol, plan.IsGzip, records, plan.BatchSize);

    private async Task<IReadOnlyList<CeilingResult>> MeasureAsync(Ceiling ceiling, TargetMeter target)
    {
        var results = new List<CeilingResult>();
        foreach (var kind in Ceiling.Kinds)
        {
            results.Add(await ceiling.MeasureAsync(kind, target.EngineProcess));
            await log.WriteLineAsync($"  engine alone, {kind.Name}: {results[^1].RowsPerSecond:N0} rows/s");
        }

        return results;
    }
}
