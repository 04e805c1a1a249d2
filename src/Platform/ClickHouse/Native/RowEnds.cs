namespace Monolith.Platform.ClickHouse.Native;

/// <summary>For each row of a Map or Array, how many elements the column has up to that row's end.</summary>
internal sealed class RowEnds
{
    private readonly ColumnBuffer _ends = new();

    /// <summary>How many elements the complete rows have.</summary>
    public int Last { get; private set; }

    /// <summary>How many elements the last complete row has.</summary>
    public int LastCount { get; private set; }

    public long EncodedBytes => _ends.Length;

    public void Add(int end)
    {
        LastCount = end - Last;
        Last = end;
        _ends.Append((ulong)end);
    }

    public void AppendFrom(RowEnds other)
    {
        var rowsBefore = _ends.As<ulong>().Length;
        _ends.Append(other._ends.Span);
        foreach (ref var end in _ends.As<ulong>()[rowsBefore..])
        {
            end += (ulong)Last;
        }

        Last += other.Last;
        LastCount = other.LastCount;
    }

    public void WriteData(SegmentWriter writer) => writer.Data(_ends.Memory);

    public void Clear()
    {
        _ends.Clear();
        Last = 0;
        LastCount = 0;
    }

    public void ReturnMemory() => _ends.ReturnMemory();
}
