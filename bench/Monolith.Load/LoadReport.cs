using System.Globalization;

namespace Monolith.Load;

/// <summary>Shows what was measured: medians over the rounds, and ratios of the same round.</summary>
internal static class LoadReport
{
    public static void Write(TextWriter output, LoadPlan plan, LoadResult result)
    {
        var rounds = result.Rounds;
        var acknowledged = Median(rounds.Select(r => r.AcknowledgedPerSecond));
        var stored = Median(rounds.Select(r => r.StoredPerSecond));
        output.WriteLine();
        output.WriteLine(
            $"{plan.Target.Protocol}{(plan.IsGzip ? " gzip" : "")}, {plan.Rounds} rounds of {plan.Records / plan.Rounds:N0} records, "
                + $"{result.BytesPerRecord:N0} bytes each, {plan.BatchSize:N0} a request, {plan.Connections} connections; medians"
        );
        output.WriteLine();
        Line(output, "acknowledged", acknowledged, "records/s", acknowledged * result.BytesPerRecord / 1e6, "MB/s");
        Line(output, "stored", stored, "records/s", stored * result.BytesPerRecord / 1e6, "MB/s");
        output.WriteLine(
            $"{"answer", -28}{Median(rounds.Select(r => r.P50Ms)), 12:N1} ms p50  {Median(rounds.Select(r => r.P95Ms)), 8:N1} ms p95"
                + $"  {Median(rounds.Select(r => r.P99Ms)), 8:N1} ms p99"
        );
        var (host, engine) = (
            Median(rounds.Select(r => r.HostCpuSecondsPerMillion)),
            Median(rounds.Select(r => r.EngineCpuSecondsPerMillion))
        );
        output.WriteLine(
            $"{"CPU seconds a million", -28}{host, 12:N2} Host {engine, 12:N2} engine {host + engine, 10:N2} both"
        );
        output.WriteLine(
            $"{"of the Host's, in the kernel", -28}{Median(rounds.Select(r => r.HostKernelSecondsPerMillion)), 12:N2}"
        );
        output.WriteLine(
            $"{"peak memory, MB", -28}{rounds.Max(r => r.HostPeakMegabytes), 12:N0} Host {rounds.Max(r => r.EnginePeakMegabytes), 12:N0} engine"
        );
        output.WriteLine($"{"stored bytes a record", -28}{result.StoredBytesPerRecord, 12:N1}");
        output.WriteLine($"{"asked to wait", -28}{result.Overloads, 12:N0} times");
        WriteAgainst(output, plan, result);
        WriteCeiling(output, result);
    }

    private static void WriteAgainst(TextWriter output, LoadPlan plan, LoadResult result)
    {
        if (plan.Against is not { } against)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine($"the same records by {against.Protocol} to {against.Url}, in turns");
        Compare("acknowledged", "N0", "records/s", r => r.AcknowledgedPerSecond);
        Compare("stored", "N0", "records/s", r => r.StoredPerSecond);
        Compare("CPU seconds a million", "N2", "Host", r => r.HostCpuSecondsPerMillion);
        Compare("", "N2", "engine", r => r.EngineCpuSecondsPerMillion);
        Compare("", "N2", "both", r => r.HostCpuSecondsPerMillion + r.EngineCpuSecondsPerMillion);

        void Compare(string name, string format, string unit, Func<LoadRound, double> figure)
        {
            var that = Median(result.Against.Select(figure)).ToString(format, CultureInfo.InvariantCulture);
            var ratio = Median(result.Rounds.Zip(result.Against, (one, other) => figure(one) / figure(other)));
            output.WriteLine($"{name, -28}{that, 12} {unit, -10}{ratio, 9:N2} this : that");
        }
    }

    private static void WriteCeiling(TextWriter output, LoadResult result)
    {
        if (result.Ceiling.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("engine alone, the same rows             rows/s        MB/s   CPU s/million   stored : this");
        foreach (var kind in result.Ceiling.GroupBy(c => c.Name, StringComparer.Ordinal))
        {
            var ratio = Median(kind.Zip(result.Rounds, (alone, round) => round.StoredPerSecond / alone.RowsPerSecond));
            output.WriteLine(
                $"{kind.Key, -32}{Median(kind.Select(c => c.RowsPerSecond)), 14:N0}{Median(kind.Select(c => c.MegabytesPerSecond)), 12:N1}"
                    + $"{Median(kind.Select(c => c.EngineCpuSecondsPerMillion)), 16:N2}{ratio, 16:N2}"
            );
        }
    }

    private static void Line(
        TextWriter output,
        string name,
        double value,
        string unit,
        double other,
        string otherUnit
    ) => output.WriteLine($"{name, -28}{value, 12:N0} {unit}{other, 12:N1} {otherUnit}");

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
