using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Monolith.Platform.Buffers;

/// <summary>Memory for large tables that are read at places far from one another, where the processor waits for memory rather than works.
/// Thread-safe.</summary>
public static unsafe partial class TableMemory
{
    private const int LargePage = 2 * 1024 * 1024;
    private const int LineBytes = 64;

    // Of an entry, as much as is read of most.
    private const int FetchedBytes = 2 * LineBytes;

    // MADV_HUGEPAGE of Linux.
    private const int PreferLargePages = 14;

    /// <summary>A table of zeros that stays where it is, in large pages where Linux has them. To find out in which of thousands of small
    /// pages an entry lies takes as long as to read it.</summary>
    /// <param name="entries">How many entries it has. Of less than some megabytes no page is large.</param>
    /// <typeparam name="T">An entry.</typeparam>
    public static T[] Allocate<T>(int entries)
        where T : unmanaged
    {
        var table = GC.AllocateArray<T>(entries, pinned: true);
        if (OperatingSystem.IsLinux())
        {
            var start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(table));
            var end = start + (nint)entries * sizeof(T);
            var firstPage = (start + LargePage - 1) & -LargePage;
            if (firstPage < end)
            {
                // It is only advice: a system that refuses gives small pages.
                _ = Advise(firstPage, (nuint)(end - firstPage), PreferLargePages);
            }
        }

        return table;
    }

    /// <summary>Asks for an entry that will be read in some hundred nanoseconds, so that it is near by then. Does nothing where the processor
    /// cannot be asked.</summary>
    public static void Fetch<T>(ref readonly T entry)
        where T : unmanaged
    {
        if (Sse.IsSupported)
        {
            var first = (byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in entry));
            for (var at = 0; at < Math.Min(sizeof(T), FetchedBytes); at += LineBytes)
            {
                Sse.Prefetch0(first + at);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
