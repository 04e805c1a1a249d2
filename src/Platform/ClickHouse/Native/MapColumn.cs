namespace Monolith.Platform.ClickHouse.Native;

/// <summary>A column of Map(LowCardinality(String), String) or Map(LowCardinality(String), LowCardinality(String)).</summary>
public sealed class MapColumn : NativeColumn
{
    private readonly LowCardinalityColumn _keys = new();
    private readonly BytesColumn _values;
    private readonly RowEnds _ends = new();
    private int _rowStart; // of the last complete row, among the values

    private MapColumn(BytesColumn values)
        : base($"Map(LowCardinality(String), {values.Type})") => _values = values;

    /// <summary>A column of Map(LowCardinality(String), String), for values that differ from row to row.</summary>
    public static MapColumn OfStrings() => new(new StringColumn());

    /// <summary>A column of Map(LowCardinality(String), LowCardinality(String)), for values that come again and again.</summary>
    public static MapColumn OfLowCardinality() => new(new LowCardinalityColumn());

    /// <inheritdoc/>
    public override long EncodedBytes => _ends.EncodedBytes + _keys.EncodedBytes + _values.EncodedBytes;

    internal override int MaxHeaderBytes => _keys.MaxHeaderBytes + _values.MaxHeaderBytes;

    /// <summary>Adds an entry to the map of the row in progress. The row ends with the block's.</summary>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (_keys.Rows == _ends.Last)
        {
            _rowStart = _values.Position;
        }

        _keys.Append(key);
        _values.Append(value);
    }

    /// <summary>Appends a row with the same map as the row before: a copy of bytes, however many entries there are.</summary>
    /// <exception cref="InvalidOperationException">There is no row before, or the row in progress has entries.</exception>
    public void RepeatRow()
    {
        if (Rows == 0 || _keys.Rows > _ends.Last)
        {
            throw new InvalidOperationException("There is no complete row to repeat.");
        }

        var entries = _ends.LastCount;
        if (entries > 0)
        {
            var start = _values.Position;
            _keys.Repeat(_keys.Rows - entries, entries);
            _values.Repeat(_rowStart, entries);
            _rowStart = start;
        }

        EndRow();
    }

    /// <summary>Ends the row in progress. Needed only inside an Array; the block ends the rows of its own columns.</summary>
    public void EndRow()
    {
        _ends.Add(_keys.Rows);
        Rows++;
    }

    internal override void CompleteRow() => EndRow();

    internal override void AppendFrom(NativeColumn other)
    {
        var from = (MapColumn)other;
        var start = _values.Position;
        _keys.AppendFrom(from._keys);
        _values.AppendFrom(from._values);
        _ends.AppendFrom(from._ends);
        _rowStart = start + from._rowStart;
        Rows += from.Rows;
    }

    internal override void WritePrefix(SegmentWriter writer)
    {
        _keys.WritePrefix(writer);
        _values.WritePrefix(writer);
    }

    internal override void WriteData(SegmentWriter writer)
    {
        _ends.WriteData(writer);
        _keys.WriteData(writer);
        _values.WriteData(writer);
    }

    internal override void Clear()
    {
        _ends.Clear();
        _keys.Clear();
        _values.Clear();
        _rowStart = 0;
        Rows = 0;
    }

    internal override void ReturnMemory()
    {
        _ends.ReturnMemory();
        _keys.ReturnMemory();
        _values.ReturnMemory();
    }
}
