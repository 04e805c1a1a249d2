using System.Runtime.InteropServices;

namespace Monolith.Processing;

/// <summary>Guards an entry of a table in memory that all threads read and few write. Readers take no lock: they look afterwards whether what
/// they read was one entry.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct EntryGuard
{
    // Odd while somebody writes.
    private int _version;

    /// <summary>Begins to read. What is read may be parts of two entries until <see cref="IsUnchanged"/> says that it is not.</summary>
    /// <returns>What to ask with afterwards.</returns>
    public static int BeginRead(ref EntryGuard guard) => Volatile.Read(ref guard._version);

    /// <summary>Whether nobody has written since the reading began.</summary>
    public static bool IsUnchanged(ref EntryGuard guard, int version)
    {
        Volatile.ReadBarrier();
        return version % 2 == 0 && Volatile.Read(ref guard._version) == version;
    }

    /// <summary>Begins to write.</summary>
    /// <returns>False when another one writes: who only remembers something leaves it.</returns>
    public static bool TryBeginWrite(ref EntryGuard guard)
    {
        var version = Volatile.Read(ref guard._version);
        return version % 2 == 0 && Interlocked.CompareExchange(ref guard._version, version + 1, version) == version;
    }

    /// <summary>Ends to write.</summary>
    public static void EndWrite(ref EntryGuard guard) => Volatile.Write(ref guard._version, guard._version + 1);
}
