using System.Globalization;

namespace Monolith.Load;

/// <summary>What one process costs, from /proc.</summary>
internal sealed class ProcessMeter(int processId)
{
    // The unit of times in /proc/PID/stat, on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Processor time of the process so far, in all its threads.</summary>
    public double CpuSeconds => Seconds(field: 11) + KernelSeconds;

    /// <summary>How much of it the system took in the name of the process: what it reads, writes and waits for.</summary>
    public double KernelSeconds => Seconds(field: 12);

    /// <summary>The most memory that it has held since <see cref="ForgetPeak"/>.</summary>
    public double PeakMegabytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{processId}/status")
                .First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return double.Parse(line["VmHWM:".Length..^"kB".Length], CultureInfo.InvariantCulture) * 1024 / 1e6;
        }
    }

    public void ForgetPeak() => File.WriteAllText($"/proc/{processId}/clear_refs", "5");

    /// <summary>The host that is running, if it is the only one.</summary>
    public static int FindHost()
    {
        var hosts = Processes().Where(id => IsMonolith(id) && !IsEngine(id)).ToList();
        return hosts.Count == 1
            ? hosts[0]
            : throw new InvalidOperationException($"{hosts.Count} hosts are running; say which one with --pid-host.");
    }

    /// <summary>The engine of a host.</summary>
    public static int FindEngine(int host) =>
        Processes()
            .FirstOrDefault(id =>
                IsEngine(id) && Stat(id) is { } stat && stat[1] == host.ToString(CultureInfo.InvariantCulture)
            )
            is > 0
                and var engine
            ? engine
            : throw new InvalidOperationException($"Process {host} has no engine.");

    private double Seconds(int field) =>
        double.Parse(Stat(processId)![field], CultureInfo.InvariantCulture) / TicksPerSecond;

    private static IEnumerable<int> Processes() =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(path =>
                int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                    ? id
                    : 0
            )
            .Where(id => id > 0);

    private static bool IsMonolith(int id) =>
        Arguments(id) is [var program, ..] && Path.GetFileName(program) is "monolith";

    private static bool IsEngine(int id) => Arguments(id) is [_, "engine", ..];

    private static string[] Arguments(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            // It has ended since it was listed.
            return [];
        }
    }

    /// <returns>The fields behind the name, which may hold spaces: the state is the first.</returns>
    private static string[]? Stat(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
