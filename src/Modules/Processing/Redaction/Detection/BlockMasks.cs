using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>Which of 64 bytes are what: one bit a byte. All of it is worked out by a few vector instructions, so that text with nothing
/// to find in it is passed over at the speed of memory.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct BlockMasks
{
    /// <summary>How many bytes are looked at together.</summary>
    public const int Bytes = 64;

    /// <summary>Looks at a block of <see cref="Bytes"/> bytes.</summary>
    public BlockMasks(ReadOnlySpan<byte> block)
    {
        var low = Vector256.Create(block[..32]);
        var high = Vector256.Create(block[32..]);
        var small = Vector256.Create((byte)0x20);

        Digits = Below(low, high, (byte)'0', 10);
        Letters = Below(low | small, high | small, (byte)'a', 26);
        // One range holds ( ) * + , - . / and the digits: all that a number may be written with, but for the space.
        Numbers = Below(low, high, (byte)'(', 18) | Equal(low, high, (byte)' ');
        At = Equal(low, high, (byte)'@');
        Colons = Equal(low, high, (byte)':');
        Assigns = Equal(low, high, (byte)'=');
        Dots = Equal(low, high, (byte)'.');
        Dashes = Equal(low, high, (byte)'-');
        Underscores = Equal(low, high, (byte)'_');
        Percents = Equal(low, high, (byte)'%');
        Closers = Equal(low, high, (byte)'>');
    }

    public ulong Digits { get; }

    public ulong Letters { get; }

    /// <summary>Digits, spaces, and the signs between the groups of a long number.</summary>
    public ulong Numbers { get; }

    public ulong At { get; }

    public ulong Colons { get; }

    public ulong Assigns { get; }

    public ulong Dots { get; }

    public ulong Dashes { get; }

    public ulong Underscores { get; }

    public ulong Percents { get; }

    /// <summary>The ends of tags.</summary>
    public ulong Closers { get; }

    private static ulong Equal(Vector256<byte> low, Vector256<byte> high, byte value)
    {
        var wanted = Vector256.Create(value);
        return Bits(Vector256.Equals(low, wanted), Vector256.Equals(high, wanted));
    }

    private static ulong Below(Vector256<byte> low, Vector256<byte> high, byte from, byte count)
    {
        var start = Vector256.Create(from);
        var limit = Vector256.Create(count);
        return Bits(Vector256.LessThan(low - start, limit), Vector256.LessThan(high - start, limit));
    }

    private static ulong Bits(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << 32);
}

/// <summary>The bits of one kind of byte from block to block, so that one can ask what stood a few bytes before.</summary>
internal struct BitStream
{
    private ulong _before;
    private ulong _now;

    /// <summary>Goes on to the next block.</summary>
    public void Next(ulong bits) => (_before, _now) = (_now, bits);

    /// <summary>Has a bit where the byte so many places before had one.</summary>
    public readonly ulong Back(int places) => (_now << places) | (_before >> (BlockMasks.Bytes - places));
}

/// <summary>Finds where a run of bytes of one kind has become so and so long: once in each run.</summary>
internal struct RunFinder
{
    private BitStream _ones;
    private BitStream _twos;
    private BitStream _fours;
    private BitStream _eights;
    private BitStream _long;

    /// <summary>Has a bit at the seventh byte of each run.</summary>
    public ulong Sevenths(ulong bits)
    {
        var fours = Fours(bits);
        return Firsts(fours & _fours.Back(3));
    }

    /// <summary>Has a bit at the fifteenth byte of each run.</summary>
    public ulong Fifteenths(ulong bits)
    {
        var eights = Eights(bits);
        return Firsts(eights & _eights.Back(7));
    }

    /// <summary>Has a bit at the sixteenth byte of each run.</summary>
    public ulong Sixteenths(ulong bits)
    {
        var eights = Eights(bits);
        return Firsts(eights & _eights.Back(8));
    }

    private ulong Fours(ulong bits)
    {
        _ones.Next(bits);
        var twos = bits & _ones.Back(1);
        _twos.Next(twos);
        var fours = twos & _twos.Back(2);
        _fours.Next(fours);
        return fours;
    }

    private ulong Eights(ulong bits)
    {
        var fours = Fours(bits);
        var eights = fours & _fours.Back(4);
        _eights.Next(eights);
        return eights;
    }

    private ulong Firsts(ulong longs)
    {
        _long.Next(longs);
        return longs & ~_long.Back(1);
    }
}
