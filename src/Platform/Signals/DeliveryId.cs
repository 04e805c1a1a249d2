using System.Buffers.Binary;

namespace Monolith.Platform.Signals;

/// <summary>Names what a client sent once, however often it arrives. Two deliveries with the same id are one.</summary>
/// <param name="Value">128 bits: enough that two different deliveries never meet by chance.</param>
public readonly record struct DeliveryId(UInt128 Value)
{
    /// <summary>How long an id is on disk.</summary>
    public const int Bytes = 16;

    /// <summary>The id that was written.</summary>
    public static DeliveryId Read(ReadOnlySpan<byte> from) => new(BinaryPrimitives.ReadUInt128LittleEndian(from));

    /// <summary>Writes <see cref="Bytes"/> bytes.</summary>
    public void Write(Span<byte> to) => BinaryPrimitives.WriteUInt128LittleEndian(to, Value);
}
