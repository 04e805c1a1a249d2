using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>Texts in which nothing was found: environments, versions, hosts and programs come with every record, and need not be looked at each
/// time. All redactors remember in one table of a fixed size. Thread-safe without a lock.</summary>
internal static class CleanTexts
{
    // Half a megabyte. Some hundred texts come again and again to each tenant.
    private const int Entries = 1 << 12;

    private const int Short = 16;

    // 2^64 by the golden ratio: numbers that follow one another are far apart in all bits of a hash.
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;

    private static readonly Entry[] Table = new Entry[Entries];

    // Something of the hash of each entry. What never came before is told by this alone: the entries are too many to be near the processor.
    private static readonly ushort[] Tags = new ushort[Entries];

    private static int s_sources;

    /// <summary>The number of one more source of texts: an attribute of one redactor, or all of its other texts. Never 0.</summary>
    public static int NewSource() => Interlocked.Increment(ref s_sources);

    /// <summary>Whether a text is known.</summary>
    /// <param name="source">Where it comes from: what is known of one source is nothing to the others.</param>
    /// <param name="text">The text.</param>
    public static bool Has(int source, ReadOnlySpan<byte> text)
    {
        var hash = HashOf(source, text);
        var place = PlaceOf(hash);
        return Tags[place] == TagOf(hash) && text.Length <= Entry.Room && Entry.IsOf(ref Table[place], source, text);
    }

    /// <summary>Remembers a text, perhaps in place of another one. Long ones, which are hardly ever the same twice, are not remembered.</summary>
    public static void Learn(int source, ReadOnlySpan<byte> text)
    {
        if (text.Length <= Entry.Room)
        {
            var hash = HashOf(source, text);
            var place = PlaceOf(hash);
            Entry.Write(ref Table[place], source, text);
            Tags[place] = TagOf(hash);
        }
    }

    private static int PlaceOf(ulong hash) => (int)hash & (Entries - 1);

    private static ushort TagOf(ulong hash) => (ushort)(hash >> 48);

    // The ends of a short text are all of it. Long ones may begin and end alike, as the names of browsers do.
    private static ulong HashOf(int source, ReadOnlySpan<byte> text)
    {
        var ends = Hash64.OfEnds(text);
        var all = text.Length <= Short ? ends : ends ^ Hash64.OfEnds(text.Slice((text.Length - Short) / 2, Short));
        return all + (ulong)source * Spread;
    }

    /// <summary>Room for one text. All of it lies in one place: elsewhere in memory, the processor would wait for it once more.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        /// <summary>How many bytes a text may have.</summary>
        public const int Room = 116;

        private EntryGuard _guard;
        private int _source;
        private int _length;
        private Bytes _bytes;

        public static bool IsOf(ref Entry entry, int source, ReadOnlySpan<byte> text)
        {
            var version = EntryGuard.BeginRead(ref entry._guard);
            ReadOnlySpan<byte> bytes = entry._bytes;
            return entry._length == text.Length
                && entry._source == source
                && text.SequenceEqual(bytes[..text.Length])
                && EntryGuard.IsUnchanged(ref entry._guard, version);
        }

        public static void Write(ref Entry entry, int source, ReadOnlySpan<byte> text)
        {
            if (!EntryGuard.TryBeginWrite(ref entry._guard))
            {
                return;
            }

            (entry._source, entry._length) = (source, text.Length);
            text.CopyTo(entry._bytes);
            EntryGuard.EndWrite(ref entry._guard);
        }
    }

    [InlineArray(Entry.Room)]
    private struct Bytes
    {
        private byte _first;
    }
}
