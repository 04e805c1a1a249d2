using System.Runtime.InteropServices;

namespace Monolith.Platform.ClickHouse.Native;

/// <summary>
/// A UInt64 column of consecutive numbers that are known only when the block is encoded: the rows say nothing, and
/// <see cref="Start"/> is set before <see cref="NativeBlock.Encode"/>.
/// </summary>
public sealed class SequenceColumn() : NativeColumn("UInt64")
{
    private readonly ColumnBuffer _values = new();

    /// <summary>The first row's number. Each next row has one more.</summary>
    public ulong Start { get; set; }

    /// <inheritdoc/>
    public override long EncodedBytes => (long)Rows * sizeof(ulong);

    internal override int MaxHeaderBytes => 0;

    internal override void CompleteRow() => Rows++;

    internal override void AppendFrom(NativeColumn other) => Rows += other.Rows;

    internal override void WritePrefix(SegmentWriter writer) { }

    internal override void WriteData(SegmentWriter writer)
    {
        _values.Clear();
        var numbers = MemoryMarshal.Cast<byte, ulong>(_values.Extend(checked(Rows * sizeof(ulong))));
        for (var row = 0; row < numbers.Length; row++)
        {
            numbers[row] = Start + (ulong)row;
        }

        writer.Data(_values.Memory);
    }

    internal override void Clear()
    {
        _values.Clear();
        Rows = 0;
    }

    internal override void ReturnMemory() => _values.ReturnMemory();
}
