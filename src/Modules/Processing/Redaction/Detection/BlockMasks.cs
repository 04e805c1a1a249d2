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

    /// <summary>Whether there is no such byte in this block and the one before.</summary>
    public readonly bool IsEmpty => (_before | _now) == 0;

    /// <summary>Goes on to the next block.</summary>
    public void Next(ulong bits) => (_before, _now) = (_now, bits);

    /// <summary>Has a bit where the byte so many places before had one.</summary>
    public readonly ulong Back(int places) => (_now << places) | (_before >> (BlockMasks.Bytes - places));

    /// <summary>Has a bit at the fifth byte of each run.</summary>
    public readonly ulong Fifths() => Fours().And(1).Firsts();

    /// <summary>Has a bit at the seventh byte of each run.</summary>
    public readonly ulong Sevenths() => Fours().And(3).Firsts();

    /// <summary>Has a bit at the fifteenth byte of each run.</summary>
    public readonly ulong Fifteenths() => Fours().And(4).And(7).Firsts();

    /// <summary>Has a bit at the sixteenth byte of each run.</summary>
    public readonly ulong Sixteenths() => Fours().And(4).And(8).Firsts();

    /// <summary>Has a bit at each byte that has another one two, three or four places before it, and that one a third.</summary>
    public readonly ulong ThirdsNearby() => Nearby().Nearby()._now;

    private readonly BitStream Nearby() =>
        new()
        {
            _before = _before & ((_before << 2) | (_before << 3) | (_before << 4)),
            _now = _now & (Back(2) | Back(3) | Back(4)),
        };

    private readonly BitStream Fours() => And(1).And(2);

    // Of the block before only the last bits count; they need nothing that lies before it, since no run that is looked for is so long.
    private readonly BitStream And(int places) =>
        new() { _before = _before & (_before << places), _now = _now & Back(places) };

    private readonly ulong Firsts() => _now & ~Back(1);
}
