using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Monolith.Platform.Buffers;
using Monolith.Processing.Redaction.Keys;

namespace Monolith.Processing.Redaction.Tokens;

/// <summary>The tokens of the values that came last, of all tenants. Of fixed size; thread-safe without a lock.</summary>
internal sealed class TokenCache
{
    // 131,072 tokens: 20 MB, of which the system gives what is used, in pages of 2 MB where it has such.
    private const int Entries = 1 << 17;

    // A token lies at its place or at one of the three beside it.
    private const int Ways = 4;

    private readonly Entry[] _entries = TableMemory.Allocate<Entry>(Entries);
    private uint _next;

    /// <summary>Writes the token that a value has under the keys of today.</summary>
    /// <returns>How many bytes were written: none when it is not known.</returns>
    public int Find(KeyRing ring, TokenKind kind, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        var place = PlaceOf(ring, kind, value);
        var length = 0;
        for (var way = 0; way < Ways && length == 0; way++)
        {
            length = Entry.Read(ref _entries[place ^ way], ring, kind, value, destination);
        }

        return length;
    }

    /// <summary>Fetches what is remembered at the place of a value that will be looked for soon.</summary>
    public void Expect(KeyRing ring, TokenKind kind, ReadOnlySpan<byte> value) =>
        TableMemory.Fetch(in _entries[PlaceOf(ring, kind, value)]);

    /// <summary>Remembers a token, perhaps in place of another one. One that is very long, with its value, is not remembered.</summary>
    public void Add(KeyRing ring, TokenKind kind, ReadOnlySpan<byte> value, ReadOnlySpan<byte> token)
    {
        if (value.Length + token.Length > Entry.Room)
        {
            return;
        }

        var place = PlaceOf(ring, kind, value);
        var way = 0;
        while (way < Ways && !_entries[place ^ way].IsFree)
        {
            way++;
        }

        way = way < Ways ? way : (int)(Interlocked.Increment(ref _next) % Ways);
        Entry.Write(ref _entries[place ^ way], ring, kind, value, token);
    }

    /// <summary>Drops everything, so that no value stays of a person who was forgotten.</summary>
    public void Clear()
    {
        foreach (ref var entry in _entries.AsSpan())
        {
            Entry.Clear(ref entry);
        }
    }

    private static int PlaceOf(KeyRing ring, TokenKind kind, ReadOnlySpan<byte> value) =>
        (int)(Hash64.Of(value) ^ ((ulong)ring.Id << 8) ^ (ulong)kind.Number) & (Entries - 1);

    /// <summary>Room for one token. All of it lies in one place: elsewhere in memory, the processor would wait for it once more.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        /// <summary>How many bytes a value and its token may have: a user's name of a hundred letters still has room.</summary>
        public const int Room = 140;

        private EntryGuard _guard;

        // Of the value and of the token, as one number, so that they are never those of two entries.
        private uint _lengths;
        private long _ring;
        private int _kind;
        private Bytes _bytes;

        /// <summary>Whether there is none.</summary>
        public readonly bool IsFree => _ring == 0;

        public static int Read(
            ref Entry entry,
            KeyRing ring,
            TokenKind kind,
            ReadOnlySpan<byte> value,
            Span<byte> destination
        )
        {
            var version = EntryGuard.BeginRead(ref entry._guard);
            var lengths = entry._lengths;
            ReadOnlySpan<byte> bytes = entry._bytes;
            if (
                entry._ring != ring.Id
                || entry._kind != kind.Number
                || lengths >> 16 != value.Length
                || !bytes.StartsWith(value)
            )
            {
                return 0;
            }

            // While another one writes, it may even be too long.
            var token = bytes.Slice(value.Length, (ushort)lengths);
            return token.TryCopyTo(destination) && EntryGuard.IsUnchanged(ref entry._guard, version) ? token.Length : 0;
        }

        public static void Write(
            ref Entry entry,
            KeyRing ring,
            TokenKind kind,
            ReadOnlySpan<byte> value,
            ReadOnlySpan<byte> token
        )
        {
            if (!EntryGuard.TryBeginWrite(ref entry._guard))
            {
                return;
            }

            (entry._ring, entry._kind) = (ring.Id, kind.Number);
            entry._lengths = ((uint)value.Length << 16) | (uint)token.Length;
            Span<byte> bytes = entry._bytes;
            value.CopyTo(bytes);
            token.CopyTo(bytes[value.Length..]);
            EntryGuard.EndWrite(ref entry._guard);
        }

        public static void Clear(ref Entry entry)
        {
            // The memory of those that were never written is perhaps not there yet.
            if (EntryGuard.BeginRead(ref entry._guard) == 0)
            {
                return;
            }

            // Another one writes for a moment only.
            var wait = default(SpinWait);
            while (!EntryGuard.TryBeginWrite(ref entry._guard))
            {
                wait.SpinOnce();
            }

            (entry._ring, entry._kind, entry._lengths, entry._bytes) = (0, 0, 0, default);
            EntryGuard.EndWrite(ref entry._guard);
        }
    }

    [InlineArray(Entry.Room)]
    private struct Bytes
    {
        private byte _first;
    }
}
