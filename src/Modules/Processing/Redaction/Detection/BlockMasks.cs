using System.Numerics;
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
        var bytes = Vector512.Create(block);

        Digits = Below(bytes, (byte)'0', 10);
        Letters = Below(bytes | Vector512.Create((byte)0x20), (byte)'a', 26);
        // One range holds ( ) * + , - . / and the digits: all that a number may be written with, but for the space.
        Numbers = Below(bytes, (byte)'(', 18) | Equal(bytes, (byte)' ');
        At = Equal(bytes, (byte)'@');
        Colons = Equal(bytes, (byte)':');
        Assigns = Equal(bytes, (byte)'=');
        Dots = Equal(bytes, (byte)'.');
        Dashes = Equal(bytes, (byte)'-');
        Underscores = Equal(bytes, (byte)'_');
        Percents = Equal(bytes, (byte)'%');
        Closers = Equal(bytes, (byte)'>');
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

    private static ulong Equal(Vector512<byte> bytes, byte value) =>
        Vector512.Equals(bytes, Vector512.Create(value)).ExtractMostSignificantBits();

    private static ulong Below(Vector512<byte> bytes, byte from, byte count) =>
        Vector512.LessThan(bytes - Vector512.Create(from), Vector512.Create(count)).ExtractMostSignificantBits();
}

/// <summary>The bits of one kind of byte from block to block, so that one can ask what stood a few bytes before.</summary>
internal struct BitStream
{
    private ulong _before;
    private ulong _now;

    /// <summary>How many such bytes there are in this block and the one before.</summary>
    public readonly int Count => BitOperations.PopCount(_before) + BitOperations.PopCount(_now);

    /// <summary>Goes on to the next block.</summary>
    public void Next(ulong bits) => (_before, _now) = (_now, bits);

    /// <summary>Has a bit where the byte so many places before had one.</summary>
    public readonly ulong Back(int places) => (_now << places) | (_before >> (BlockMasks.Bytes - places));

    /// <summary>Has a bit at the fifth byte of each run.</summary>
    public readonly ulong Fifths() => Fours().And(1).Firsts();

    /// <summary>Leaves of the seventh bytes of runs those whose run has so many bytes of another kind in it, or goes on into the next block.</summary>
    public readonly ulong SeventhsWith(BitStream others, int count)
    {
        const int first = 6;
        var (runs, wanted) = (Back(first), others.Back(first));
        var kept = 0UL;
        for (var sevenths = Sevenths(); sevenths != 0; sevenths &= sevenths - 1)
        {
            // Adding one at its beginning clears a run and nothing behind it.
            var seventh = sevenths & (0 - sevenths);
            var run = runs & ~(runs + seventh);
            var isCut = (run >> (BlockMasks.Bytes - 1)) != 0;
            kept |= isCut || BitOperations.PopCount(run & wanted) >= count ? seventh : 0;
        }

        return kept;
    }

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

    private readonly ulong Sevenths() => Fours().And(3).Firsts();

    private readonly BitStream Fours() => And(1).And(2);

    // Of the block before only the last bits count; they need nothing that lies before it, since no run that is looked for is so long.
    private readonly BitStream And(int places) =>
        new() { _before = _before & (_before << places), _now = _now & Back(places) };

    private readonly ulong Firsts() => _now & ~Back(1);
}
