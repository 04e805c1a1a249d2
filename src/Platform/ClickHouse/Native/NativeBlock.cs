using System.Text;

namespace Monolith.Platform.ClickHouse.Native;

/// <summary>
/// Rows for one table in ClickHouse's Native format, built column by column: append to the columns, then
/// <see cref="EndRow"/>. Made once, cleared and used again: once its columns have grown, rows allocate nothing.
/// Not thread-safe.
/// </summary>
public sealed class NativeBlock : IDisposable
{
    private readonly List<NamedColumn> _columns = [];
    private readonly SegmentWriter _writer = new();
    private int _maxHeaderBytes = 10; // two counts of up to five bytes, and what the columns need

    /// <summary>How many rows are complete.</summary>
    public int Rows { get; private set; }

    /// <summary>The names of the columns in order, as an INSERT statement lists them.</summary>
    public IEnumerable<string> ColumnNames => _columns.Select(c => c.Name);

    /// <summary>Exactly how many bytes <see cref="Encode"/> gives.</summary>
    public long EncodedBytes
    {
        get
        {
            long bytes = ColumnBuffer.VarUIntBytes((ulong)_columns.Count) + ColumnBuffer.VarUIntBytes((ulong)Rows);
            foreach (var column in _columns)
            {
                bytes += column.Header.Length + column.Column.EncodedBytes;
            }

            return bytes;
        }
    }

    /// <summary>Adds a column, before the first row.</summary>
    /// <returns>The column, to keep and append to. The block owns it.</returns>
    public TColumn Add<TColumn>(string name, TColumn column)
        where TColumn : NativeColumn
    {
        if (Rows > 0)
        {
            throw new InvalidOperationException("Columns are added before the first row.");
        }

        var header = new ColumnBuffer();
        header.AppendString(Encoding.UTF8.GetBytes(name));
        header.AppendString(Encoding.UTF8.GetBytes(column.Type));
        _columns.Add(new NamedColumn(name, header.Span.ToArray(), column));
        _maxHeaderBytes += header.Length + column.MaxHeaderBytes;
        header.ReturnMemory();
        return column;
    }

    /// <summary>Ends the row in progress. A column that was given nothing gets its type's default value.</summary>
    /// <exception cref="InvalidOperationException">A column was given two values for this row. Clear the block.</exception>
    public void EndRow()
    {
        Rows++;
        foreach (var (name, _, column) in _columns)
        {
            if (column.Rows < Rows)
            {
                column.CompleteRow();
            }
            else if (column.Rows > Rows)
            {
                throw new InvalidOperationException($"Column {name} was given more than one value for row {Rows}.");
            }
        }
    }

    /// <summary>Appends all rows of a block with the same columns, column by column. The other block stays as it is.</summary>
    /// <exception cref="ArgumentException">The other block has other columns.</exception>
    public void AppendFrom(NativeBlock other)
    {
        if (_columns.Count != other._columns.Count)
        {
            throw new ArgumentException("The other block has other columns.", nameof(other));
        }

        for (var i = 0; i < _columns.Count; i++)
        {
            if (!_columns[i].Header.AsSpan().SequenceEqual(other._columns[i].Header))
            {
                throw new ArgumentException($"The other block has no column {_columns[i].Name}.", nameof(other));
            }
        }

        for (var i = 0; i < _columns.Count; i++)
        {
            _columns[i].Column.AppendFrom(other._columns[i].Column);
        }

        Rows += other.Rows;
    }

    /// <summary>
    /// Lists the bytes of the block in order. They lie in the columns: nothing is copied but names and counts.
    /// The segments are valid until the block is next changed, encoded or disposed.
    /// </summary>
    public void Encode(IList<ReadOnlyMemory<byte>> segments)
    {
        _writer.Begin(segments, _maxHeaderBytes);
        _writer.VarUInt((ulong)_columns.Count);
        _writer.VarUInt((ulong)Rows);
        foreach (var (_, header, column) in _columns)
        {
            _writer.Bytes(header);
            column.WritePrefix(_writer);
            column.WriteData(_writer);
        }

        _writer.End();
    }

    /// <summary>Forgets all rows, complete or in progress, and keeps the memory.</summary>
    public void Clear()
    {
        Rows = 0;
        foreach (var (_, _, column) in _columns)
        {
            column.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Clear();
        _writer.ReturnMemory();
        foreach (var (_, _, column) in _columns)
        {
            column.ReturnMemory();
        }
    }

    /// <summary>A column in its place.</summary>
    /// <param name="Name">The column's name in the table.</param>
    /// <param name="Header">Name and type as they stand in an encoded block.</param>
    /// <param name="Column">The values.</param>
    private sealed record NamedColumn(string Name, byte[] Header, NativeColumn Column);
}
