using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Monolith.Platform.Signals;

namespace Monolith.Ingest.Json;

/// <summary>
/// The names that objects had before, and which of them followed which. Loggers write the same names in the same order: so
/// most names need not be searched for their end and looked up, but are compared, as one vector, with the one that is expected.
/// </summary>
/// <remarks>Of a fixed size: a name takes the place of another one. Not thread-safe: each thread has its own.</remarks>
internal sealed class NameSequence
{
    /// <summary>The quotes and the colon that JSON writes around a name, in bytes.</summary>
    public const int Frame = 3;

    /// <summary>How many bytes must follow where a name is compared.</summary>
    public const int Ahead = 32;

    // Names are kept in groups of places, any of which they may have.
    private const int GroupSize = 4;
    private const int GroupBits = 6;
    private const int Groups = 1 << GroupBits;

    // What is longer does not fit into a vector with its frame.
    private const int LongestName = Ahead - Frame - 1;

    [ThreadStatic]
    private static NameSequence? _ofThread;

    private readonly KnownName[] _names = new KnownName[Groups * GroupSize];
    private int _last;
    private int _turn;

    /// <summary>That of the calling thread.</summary>
    public static NameSequence OfThread => _ofThread ??= new NameSequence();

    /// <summary>What comes next is the first name of a record.</summary>
    public void Restart() => _last = 0;

    /// <summary>Whether the name that is expected stands here, with its quotes and its colon.</summary>
    /// <param name="text">The text, with at least <see cref="Ahead"/> bytes from here on.</param>
    /// <param name="at">Where the name's first quote is.</param>
    /// <param name="length">How many bytes the name has.</param>
    /// <param name="field">The field that it stands for where it is not nested.</param>
    /// <param name="number">The number of the name, <see cref="AttributeName.Number"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNext(ref readonly byte text, int at, out int length, out Field field, out int number)
    {
        ref readonly var expected = ref _names[_names[_last].Next];
        length = expected.Length;
        field = expected.Field;
        number = expected.Number;
        var same = Vector256.Equals(Vector256.LoadUnsafe(in text, (nuint)at), expected.Text);
        return (same.ExtractMostSignificantBits() | expected.Unused) == uint.MaxValue;
    }

    /// <summary>Steps over the name that was expected.</summary>
    public void Follow() => _last = _names[_last].Next;

    /// <summary>Steps over a name that was not, and learns it. It stands in the text as it is, without escapes.</summary>
    /// <param name="name">The name.</param>
    /// <param name="number">Its number, <see cref="AttributeName.Number"/>.</param>
    /// <returns>The field that it stands for where it is not nested.</returns>
    public Field Learn(ReadOnlySpan<byte> name, out int number)
    {
        if (name.Length is 0 or > LongestName)
        {
            number = 0;
            return FieldNames.Recognise(name);
        }

        var place = PlaceOf(name);
        _names[_last].Next = (byte)place;
        _last = place;
        number = _names[place].Number;
        return _names[place].Field;
    }

    private int PlaceOf(ReadOnlySpan<byte> name)
    {
        var group = GroupOf(name) * GroupSize;
        for (var place = group; place < group + GroupSize; place++)
        {
            if (_names[place].Is(name))
            {
                return place;
            }
        }

        var taken = group + (_turn++ & (GroupSize - 1));
        _names[taken] = new KnownName(name);
        return taken;
    }

    // The first group is for what comes before the first name of a record.
    private static int GroupOf(ReadOnlySpan<byte> name)
    {
        var letters =
            name.Length < sizeof(ulong)
                ? name[0] | ((ulong)name[name.Length / 2] << 8) | ((ulong)name[^1] << 16)
                : BinaryPrimitives.ReadUInt64LittleEndian(name)
                    ^ BitOperations.RotateLeft(BinaryPrimitives.ReadUInt64LittleEndian(name[^sizeof(ulong)..]), 29);
        var hash = (letters + (uint)name.Length) * 0x9E37_79B9_7F4A_7C15;
        return Math.Max(1, (int)(hash >> (64 - GroupBits)));
    }

    [StructLayout(LayoutKind.Auto)]
    private struct KnownName
    {
        /// <summary>The name as JSON writes it, with its frame.</summary>
        public readonly Vector256<byte> Text;

        /// <summary>A bit for each byte of the vector that is behind that.</summary>
        public readonly uint Unused;

        /// <summary>How many bytes the name has; 0 where none is.</summary>
        public readonly int Length;

        /// <summary>The field that it stands for.</summary>
        public readonly Field Field;

        /// <summary>The number that all the process knows it by, <see cref="AttributeName.Number"/>.</summary>
        public readonly ushort Number;

        /// <summary>The place of the name that followed it the last time.</summary>
        public byte Next;

        public KnownName(ReadOnlySpan<byte> name)
        {
            Span<byte> framed = stackalloc byte[Ahead];
            framed[0] = (byte)'"';
            name.CopyTo(framed[1..]);
            "\":"u8.CopyTo(framed[(1 + name.Length)..]);
            Text = Vector256.Create<byte>(framed);
            Unused = uint.MaxValue << (name.Length + Frame);
            Length = name.Length;
            Field = FieldNames.Recognise(name);
            Number = (ushort)AttributeName.NumberOf(name);
        }

        public readonly bool Is(ReadOnlySpan<byte> name) =>
            Length == name.Length
            && MemoryMarshal.AsBytes(new ReadOnlySpan<Vector256<byte>>(in Text)).Slice(1, Length).SequenceEqual(name);
    }
}
