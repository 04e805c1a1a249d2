namespace Monolith.Platform.ClickHouse.Native;

/// <summary>A column of Array(T).</summary>
/// <typeparam name="TElements">The column of the elements.</typeparam>
/// <param name="elements">The column of the elements. Owned by this one from now on.</param>
public sealed class ArrayColumn<TElements>(TElements elements) : NativeColumn($"Array({elements.Type})")
    where TElements : NativeColumn
{
    private readonly RowEnds _ends = new();

    /// <summary>Where the elements of the row in progress are appended. The row ends with the block's.</summary>
    public TElements Elements => elements;

    /// <inheritdoc/>
    public override long EncodedBytes => _ends.EncodedBytes + elements.EncodedBytes;

    internal override int MaxHeaderBytes => elements.MaxHeaderBytes;

    /// <summary>Ends the row in progress. Needed only inside another Array; the block ends the rows of its own columns.</summary>
    public void EndRow()
    {
        _ends.Add(elements.Rows);
        Rows++;
    }

    internal override void CompleteRow() => EndRow();

    internal override void AppendFrom(NativeColumn other)
    {
        var from = (ArrayColumn<TElements>)other;
        elements.AppendFrom(from.Elements);
        _ends.AppendFrom(from._ends);
        Rows += from.Rows;
    }

    internal override void WritePrefix(SegmentWriter writer) => elements.WritePrefix(writer);

    internal override void WriteData(SegmentWriter writer)
    {
        _ends.WriteData(writer);
        elements.WriteData(writer);
    }

    internal override void Clear()
    {
        _ends.Clear();
        elements.Clear();
        Rows = 0;
    }

    internal override void ReturnMemory()
    {
        _ends.ReturnMemory();
        elements.ReturnMemory();
    }
}
