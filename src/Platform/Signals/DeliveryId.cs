using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Monolith.Platform.Signals;

/// <summary>Names what a client sent once, however often it arrives. Two deliveries with the same id are one.</summary>
/// <param name="Value">128 bits: enough that two different deliveries never meet by chance.</param>
public readonly record struct DeliveryId(UInt128 Value)
{
    /// <summary>How long an id is on disk.</summary>
    public const int Bytes = 16;

    /// <summary>The id of the delivery that is told from all others by these bytes. They must name whose it is too: one
    /// tenant's deliveries must never hide another's.</summary>
    /// <remarks>The first half of a SHA-256, because clients choose the bytes: with a weaker hash one of them could make
    /// a delivery that hides somebody else's.</remarks>
    public static DeliveryId Of(ReadOnlySpan<byte> name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(name, hash);
        return Read(hash);
    }

    /// <summary>The id that was written.</summary>
    public static DeliveryId Read(ReadOnlySpan<byte> from) => new(BinaryPrimitives.ReadUInt128LittleEndian(from));

    /// <summary>Writes <see cref="Bytes"/> bytes.</summary>
    public void Write(Span<byte> to) => BinaryPrimitives.WriteUInt128LittleEndian(to, Value);
}
