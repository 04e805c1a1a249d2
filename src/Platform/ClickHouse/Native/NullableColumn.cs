namespace Monolith.Platform.ClickHouse.Native;

/// <summary>A column of Nullable(T). A row to which <see cref="Value"/> was given nothing is NULL.</summary>
/// <typeparam name="TValue">The column of the values.</typeparam>
/// <param name="value">The column of the values. Owned by this one from now on.</param>
public sealed class NullableColumn<TValue>(TValue value) : NativeColumn($"Nullable({value.Type})")
    where TValue : NativeColumn
{
    private readonly ColumnBuffer _isNull = new();

    /// <summary>Where the value of the row in progress is appended, if it has one. The row ends with the block's.</summary>
    public TValue Value => value;

    /// <inheritdoc/>
    public override long EncodedBytes => _isNull.Length + value.EncodedBytes;

    internal override int MaxHeaderBytes => value.MaxHeaderBytes;

    /// <summary>Ends the row in progress. Needed only inside an Array; the block ends the rows of its own columns.</summary>
    public void EndRow()
    {
        var isNull = value.Rows == Rows;
        if (isNull)
        {
            value.CompleteRow();
        }

        _isNull.Append(isNull ? (byte)1 : (byte)0);
        Rows++;
    }

    internal override void CompleteRow() => EndRow();

    internal override void AppendFrom(NativeColumn other)
    {
        var from = (NullableColumn<TValue>)other;
        value.AppendFrom(from.Value);
        _isNull.Append(from._isNull.Span);
        Rows += from.Rows;
    }

    internal override void WritePrefix(SegmentWriter writer) => value.WritePrefix(writer);

    internal override void WriteData(SegmentWriter writer)
    {
        writer.Data(_isNull.Memory);
        value.WriteData(writer);
    }

    internal override void Clear()
    {
        _isNull.Clear();
        value.Clear();
        Rows = 0;
    }

    internal override void ReturnMemory()
    {
        _isNull.ReturnMemory();
        value.ReturnMemory();
    }
}
