using System.Globalization;
using System.Runtime.InteropServices;
using Monolith.Platform.Buffers;

namespace Monolith.Platform.Tests.Buffers;

public sealed class TableMemoryTests
{
    private const string LargePages = "/sys/kernel/mm/transparent_hugepage/enabled";

    [Fact]
    public void A_table_is_empty_and_holds_what_is_written_to_it()
    {
        var table = TableMemory.Allocate<long>(1_000_000);
        Assert.Equal(-1, table.AsSpan().IndexOfAnyExcept(0));

        table[999_999] = 7;
        TableMemory.Fetch(in table[999_999]);

        Assert.Equal(7, table[999_999]);
    }

    [Fact]
    public void A_small_table_needs_no_large_page()
    {
        Assert.Equal(0, TableMemory.Allocate<byte>(10)[9]);
    }

    [Fact]
    public void A_large_table_lies_where_the_system_was_asked_for_large_pages()
    {
        Assert.SkipUnless(File.Exists(LargePages), "This system has no large pages to ask for.");
        var table = TableMemory.Allocate<long>(1_000_000);

        Assert.Contains("hg", FlagsOf(Marshal.UnsafeAddrOfPinnedArrayElement(table, table.Length / 2)));

        GC.KeepAlive(table);
    }

    // The system lists ranges of memory, each by its addresses, and behind them what it knows of the range.
    private static string[] FlagsOf(nint address)
    {
        var isIn = false;
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            var range = line.Split(' ')[0].Split('-');
            if (range.Length == 2)
            {
                isIn = address >= Number(range[0]) && address < Number(range[1]);
            }
            else if (isIn && line.StartsWith("VmFlags:", StringComparison.Ordinal))
            {
                return line.Split(' ');
            }
        }

        return [];
    }

    private static nint Number(string hex) => nint.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
