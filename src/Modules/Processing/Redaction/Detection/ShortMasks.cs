using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>Which of the bytes of a short text are what: one bit a byte. It is read from both ends, where the middle may come twice, so that
/// nothing is copied and no length takes a loop.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct ShortMasks
{
    /// <summary>The text has no fewer bytes.</summary>
    public const int Fewest = sizeof(uint);

    /// <summary>The text has no more bytes.</summary>
    public const int Most = 32;

    private const int Half = Most / 2;
    private const int BitsOfByte = 8;

    private readonly Vector256<byte> _bytes;

    // Where the upper half begins in the text.
    private readonly int _upper;

    /// <summary>Reads a text of <see cref="Fewest"/> to <see cref="Most"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ShortMasks(ReadOnlySpan<byte> text)
    {
        if (text.Length >= Half)
        {
            _upper = text.Length - Half;
            _bytes = Vector256.Create(Vector128.Create(text), Vector128.Create(text[_upper..]));
        }
        else
        {
            _upper = Half;
            _bytes = Vector256.Create(Vector128.Create(First(text), Rest(text)).AsByte(), Vector128<byte>.Zero);
        }
    }

    public uint Digits => Within((byte)'0', 10);

    /// <summary>The small letters that hexadecimal digits are written with.</summary>
    public uint HexLetters => Within((byte)'a', 6);

    public uint SmallLetters => Within((byte)'a', 26);

    public uint Dots => Within((byte)'.', 1);

    public uint Dashes => Within((byte)'-', 1);

    /// <summary>The signs around names, addresses and values: <c>:</c> to <c>@</c>, and <c>%</c>, which stands for any of them.</summary>
    public uint Telling => Within((byte)':', 7) | Within((byte)'%', 1);

    // The first eight bytes, and 0 where there are fewer.
    private static ulong First(ReadOnlySpan<byte> text) =>
        text.Length >= sizeof(ulong)
            ? MemoryMarshal.Read<ulong>(text)
            : MemoryMarshal.Read<uint>(text)
                | (
                    (
                        (ulong)MemoryMarshal.Read<uint>(text[^sizeof(uint)..])
                        >> (BitsOfByte * (sizeof(ulong) - text.Length))
                    ) << (BitsOfByte * sizeof(uint))
                );

    // What follows them, and 0 behind it.
    private static ulong Rest(ReadOnlySpan<byte> text) =>
        text.Length > sizeof(ulong)
            ? MemoryMarshal.Read<ulong>(text[^sizeof(ulong)..]) >> (BitsOfByte * (Half - text.Length))
            : 0;

    // What fills the vector up is 0, which is within nothing that is asked for.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Within(byte from, byte count)
    {
        var found = Vector256
            .LessThan(_bytes - Vector256.Create(from), Vector256.Create(count))
            .ExtractMostSignificantBits();
        return (ushort)found | (found >> Half << _upper);
    }
}
