using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>Texts in which nothing was found: environments, versions, hosts and programs come with every record, and need not be looked at each
/// time. What one redactor knows is nothing to the others, while all remember in one table of a fixed size. Thread-safe without a lock.</summary>
internal sealed class CleanTexts
{
    // Half a megabyte. Some hundred texts come again and again to each tenant.
    private const int Entries = 1 << 12;

    private const int Short = 16;

    private static readonly Entry[] Table = new Entry[Entries];

    // Something of the hash of each entry. What never came before is told by this alone: the entries are too many to be near the processor.
    private static readonly ushort[] Tags = new ushort[Entries];

    private static int s_owners;

    private readonly int _owner = Interlocked.Increment(ref s_owners);

    /// <summary>Whether a text is known.</summary>
    /// <param name="name">The name of the attribute that it is the value of; empty when it is none's.</param>
    /// <param name="text">The text.</param>
    public bool Has(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        var hash = HashOf(name, text);
        var place = PlaceOf(hash);
        return Tags[place] == TagOf(hash)
            && name.Length + text.Length <= Entry.Room
            && Entry.IsOf(ref Table[place], _owner, name, text);
    }

    /// <summary>Remembers a text, perhaps in place of another one. Long ones, which are hardly ever the same twice, are not remembered.</summary>
    public void Learn(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        if (name.Length + text.Length <= Entry.Room)
        {
            var hash = HashOf(name, text);
            var place = PlaceOf(hash);
            Entry.Write(ref Table[place], _owner, name, text);
            Tags[place] = TagOf(hash);
        }
    }

    private static int PlaceOf(ulong hash) => (int)hash & (Entries - 1);

    private static ushort TagOf(ulong hash) => (ushort)(hash >> 48);

    private ulong HashOf(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text) =>
        Hash64.OfEnds(name) + 3 * HashOf(text) + (ulong)_owner;

    // The ends of a short text are all of it. Long ones may begin and end alike, as the names of browsers do.
    private static ulong HashOf(ReadOnlySpan<byte> text) =>
        text.Length <= Short
            ? Hash64.OfEnds(text)
            : Hash64.OfEnds(text) ^ Hash64.OfEnds(text.Slice((text.Length - Short) / 2, Short));

    /// <summary>Room for one text. All of it lies in one place: elsewhere in memory, the processor would wait for it once more.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        /// <summary>How many bytes a name and a text may have.</summary>
        public const int Room = 116;

        private EntryGuard _guard;
        private int _owner;

        // Of the name and of the text, as one number, so that they are never those of two entries.
        private uint _lengths;
        private Bytes _bytes;

        public static bool IsOf(ref Entry entry, int owner, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
        {
            var version = EntryGuard.BeginRead(ref entry._guard);
            ReadOnlySpan<byte> bytes = entry._bytes;
            return entry._lengths == LengthsOf(name, text)
                && entry._owner == owner
                && text.SequenceEqual(bytes.Slice(name.Length, text.Length))
                && name.SequenceEqual(bytes[..name.Length])
                && EntryGuard.IsUnchanged(ref entry._guard, version);
        }

        public static void Write(ref Entry entry, int owner, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
        {
            if (!EntryGuard.TryBeginWrite(ref entry._guard))
            {
                return;
            }

            (entry._owner, entry._lengths) = (owner, LengthsOf(name, text));
            Span<byte> bytes = entry._bytes;
            name.CopyTo(bytes);
            text.CopyTo(bytes[name.Length..]);
            EntryGuard.EndWrite(ref entry._guard);
        }

        private static uint LengthsOf(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text) =>
            ((uint)name.Length << 16) | (uint)text.Length;
    }

    [InlineArray(Entry.Room)]
    private struct Bytes
    {
        private byte _first;
    }
}
