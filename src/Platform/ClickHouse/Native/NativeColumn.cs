namespace Monolith.Platform.ClickHouse.Native;

/// <summary>
/// One column of a <see cref="NativeBlock"/>. Its values lie as the Native format wants them, so encoding copies nothing.
/// The memory is pooled and kept when the block is cleared: a column that has grown allocates no more. Not thread-safe.
/// </summary>
/// <param name="type">The type as ClickHouse writes it, for example <c>LowCardinality(String)</c>.</param>
public abstract class NativeColumn(string type)
{
    /// <summary>The type as ClickHouse writes it.</summary>
    public string Type { get; } = type;

    /// <summary>How many rows are complete.</summary>
    public int Rows { get; private protected set; }

    /// <summary>Exactly how many bytes the column takes in an encoded block, its name and type left out.</summary>
    public abstract long EncodedBytes { get; }

    /// <summary>How many of those bytes at most are counts and prefixes rather than data. The same for every block.</summary>
    internal abstract int MaxHeaderBytes { get; }

    /// <summary>Completes the row in progress: a list ends; a single value that was not given becomes its type's default.</summary>
    internal abstract void CompleteRow();

    /// <summary>Appends all rows of a column of the same type.</summary>
    internal abstract void AppendFrom(NativeColumn other);

    /// <summary>Writes what the format wants before everything else of the column, nested columns' prefixes included.</summary>
    internal abstract void WritePrefix(SegmentWriter writer);

    /// <summary>Lists the column's data.</summary>
    internal abstract void WriteData(SegmentWriter writer);

    /// <summary>Forgets all rows and keeps the memory.</summary>
    internal abstract void Clear();

    internal abstract void ReturnMemory();
}

/// <summary>A column whose values are bytes.</summary>
/// <param name="type">The type as ClickHouse writes it.</param>
public abstract class BytesColumn(string type) : NativeColumn(type)
{
    /// <summary>Where the next value goes, in a unit of the column's own.</summary>
    internal abstract int Position { get; }

    /// <summary>Appends the value of the next row. The bytes are copied.</summary>
    public abstract void Append(ReadOnlySpan<byte> value);

    /// <summary>Appends the last rows once more.</summary>
    /// <param name="position">What <see cref="Position"/> was before the first of them.</param>
    /// <param name="rows">How many they are.</param>
    internal abstract void Repeat(int position, int rows);

    internal override void CompleteRow() => Append([]);
}

/// <summary>A column whose values all have the same width and lie one after the other.</summary>
/// <param name="type">The type as ClickHouse writes it.</param>
public abstract class FixedWidthColumn(string type) : NativeColumn(type)
{
    private protected ColumnBuffer Values { get; } = new();

    /// <inheritdoc/>
    public override long EncodedBytes => Values.Length;

    internal override int MaxHeaderBytes => 0;

    internal override void AppendFrom(NativeColumn other)
    {
        Values.Append(((FixedWidthColumn)other).Values.Span);
        Rows += other.Rows;
    }

    internal override void WritePrefix(SegmentWriter writer) { }

    internal override void WriteData(SegmentWriter writer) => writer.Data(Values.Memory);

    internal override void Clear()
    {
        Values.Clear();
        Rows = 0;
    }

    internal sealed override void ReturnMemory() => Values.ReturnMemory();

    private protected void AppendNumber<T>(T number)
        where T : unmanaged
    {
        Values.Append(number);
        Rows++;
    }
}
