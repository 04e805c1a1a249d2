using System.Globalization;

namespace Monolith.Ingest.Sockets.Datagrams;

/// <summary>Asks Linux how many datagrams it has dropped at a port because nobody had read those before them.</summary>
internal static class KernelDrops
{
    private const int LocalAddress = 1;
    private const int Drops = 12;

    private static readonly string[] Tables = ["/proc/net/udp", "/proc/net/udp6"];

    /// <summary>How many since the port was opened; null where the system does not say.</summary>
    public static long? At(int port)
    {
        try
        {
            return OperatingSystem.IsLinux()
                ? Tables.Where(File.Exists).SelectMany(File.ReadLines).Select(line => Read(line, port)).Sum()
                : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What a line of the table says of a port: <c>sl local_address rem_address st … drops</c>, in hexadecimal but for
    /// the last.</summary>
    internal static long? Read(string line, int port)
    {
        var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
            columns.Length > Drops
            && columns[LocalAddress].EndsWith($":{port:X4}", StringComparison.Ordinal)
            && long.TryParse(columns[Drops], CultureInfo.InvariantCulture, out var drops)
            ? drops
            : null;
    }
}
