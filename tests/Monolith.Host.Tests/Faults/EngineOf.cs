using System.Globalization;
using System.Runtime.InteropServices;

namespace Monolith.Host.Tests.Faults;

/// <summary>Signals for the engine that a host has started.</summary>
internal static partial class EngineOf
{
    private const int SigKill = 9;
    private const int SigCont = 18;
    private const int SigStop = 19;

    /// <summary>Kills it as a power cut would.</summary>
    public static void Kill(HostProcess host) => Signal(host, SigKill);

    /// <summary>Stops it in its tracks: it keeps its connections and answers nothing.</summary>
    public static void Freeze(HostProcess host) => Signal(host, SigStop);

    /// <summary>Lets it go on.</summary>
    public static void Thaw(HostProcess host) => Signal(host, SigCont);

    private static void Signal(HostProcess host, int signal)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Select(Path.GetFileName))
        {
            if (int.TryParse(process, CultureInfo.InvariantCulture, out var id) && ParentOf(id) == host.ProcessId)
            {
                _ = Kill(id, signal);
            }
        }
    }

    /// <returns>The parent of a process, or 0 when it is gone: the fourth field of its stat, after the name in brackets.</returns>
    private static int ParentOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
