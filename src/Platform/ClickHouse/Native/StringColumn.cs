namespace Monolith.Platform.ClickHouse.Native;

/// <summary>A column of String.</summary>
public sealed class StringColumn() : BytesColumn("String")
{
    private readonly ColumnBuffer _values = new();

    /// <inheritdoc/>
    public override long EncodedBytes => _values.Length;

    internal override int MaxHeaderBytes => 0;

    internal override int Position => _values.Length;

    /// <inheritdoc/>
    public override void Append(ReadOnlySpan<byte> value)
    {
        _values.AppendString(value);
        Rows++;
    }

    internal override void Repeat(int position, int rows)
    {
        _values.AppendOwn(position, _values.Length - position);
        Rows += rows;
    }

    internal override void AppendFrom(NativeColumn other)
    {
        _values.Append(((StringColumn)other)._values.Span);
        Rows += other.Rows;
    }

    internal override void WritePrefix(SegmentWriter writer) { }

    internal override void WriteData(SegmentWriter writer) => writer.Data(_values.Memory);

    internal override void Clear()
    {
        _values.Clear();
        Rows = 0;
    }

    internal override void ReturnMemory() => _values.ReturnMemory();
}

/// <summary>A column of FixedString(N).</summary>
/// <param name="width">How many bytes each value has.</param>
public sealed class FixedStringColumn(int width) : FixedWidthColumn($"FixedString({width})")
{
    /// <summary>Appends the value of the next row. What it is too short is filled with zero bytes.</summary>
    /// <exception cref="ArgumentException">The value is longer than the column is wide.</exception>
    public void Append(ReadOnlySpan<byte> value)
    {
        if (value.Length > width)
        {
            throw new ArgumentException($"{value.Length} bytes do not fit into {Type}.", nameof(value));
        }

        var room = Values.Extend(width);
        value.CopyTo(room);
        room[value.Length..].Clear();
        Rows++;
    }

    internal override void CompleteRow() => Append([]);
}
