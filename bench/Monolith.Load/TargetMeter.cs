using System.Diagnostics;
using Monolith.Load.Sending;

namespace Monolith.Load;

/// <summary>Posts rounds of records to one Host, and measures it and its engine.</summary>
internal sealed class TargetMeter(LoadPlan plan, LoadTarget target, Workload workload) : IDisposable
{
    private static readonly TimeSpan LongestStandstill = TimeSpan.FromSeconds(30);

    private readonly Poster _poster = new(target.Url, plan.ApiKey, workload, plan.Connections);
    private readonly ProcessMeter _host = new(target.HostProcess);

    /// <summary>What is measured.</summary>
    public LoadTarget Target => target;

    /// <summary>Its engine, past the Host.</summary>
    public Engine Engine { get; } = new(target.EngineAddress);

    /// <summary>Its engine's process.</summary>
    public ProcessMeter EngineProcess { get; } = new(target.EngineProcess);

    /// <summary>How often it asked to wait.</summary>
    public long Overloads => _poster.Overloads;

    /// <summary>Posts so many bodies from one on, and returns once all of their records are stored.</summary>
    public async Task<LoadRound> PostRoundAsync(int first, int bodies)
    {
        await Engine.WaitForMergesAsync();
        var before = await StoredAsync();
        var records = (long)bodies * plan.BatchSize;
        _host.ForgetPeak();
        EngineProcess.ForgetPeak();
        var (hostCpu, hostKernel) = (_host.CpuSeconds, _host.KernelSeconds);
        var engineCpu = EngineProcess.CpuSeconds;

        var began = Stopwatch.GetTimestamp();
        var latencies = await _poster.PostAsync(first, bodies);
        var acknowledged = Stopwatch.GetElapsedTime(began);
        await WaitUntilStoredAsync(before + records);
        var stored = Stopwatch.GetElapsedTime(began);
        return new LoadRound(
            records / acknowledged.TotalSeconds,
            records / stored.TotalSeconds,
            (_host.CpuSeconds - hostCpu) / records * 1e6,
            (_host.KernelSeconds - hostKernel) / records * 1e6,
            (EngineProcess.CpuSeconds - engineCpu) / records * 1e6,
            Percentile(latencies, 0.5),
            Percentile(latencies, 0.95),
            Percentile(latencies, 0.99),
            _host.PeakMegabytes,
            EngineProcess.PeakMegabytes
        );
    }

    public void Dispose()
    {
        _poster.Dispose();
        Engine.Dispose();
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
        Engine.AskNumberAsync(
            $"SELECT sum(rows) FROM system.parts WHERE active AND database = '{plan.Database}' AND table = 'logs'"
        );

    private static double Percentile(double[] sorted, double share) =>
        sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];
}
