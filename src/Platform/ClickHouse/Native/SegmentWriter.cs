namespace Monolith.Platform.ClickHouse.Native;

/// <summary>
/// Lists the parts of an encoded block in order. Headers and counts go into one small buffer; the columns' data are
/// listed where they are. One writer serves one block, one encoding after the other.
/// </summary>
internal sealed class SegmentWriter
{
    private readonly ColumnBuffer _headers = new();
    private IList<ReadOnlyMemory<byte>> _segments = Array.Empty<ReadOnlyMemory<byte>>();
    private int _listed;

    /// <summary>Begins an encoding. Headers must not move once they are listed, so room is made for all of them now.</summary>
    public void Begin(IList<ReadOnlyMemory<byte>> segments, int maxHeaderBytes)
    {
        _segments = segments;
        _listed = 0;
        _headers.Clear();
        _headers.Extend(maxHeaderBytes);
        _headers.Clear();
    }

    public void VarUInt(ulong number) => _headers.AppendVarUInt(number);

    public void UInt64(ulong number) => _headers.Append(number);

    public void Bytes(ReadOnlySpan<byte> bytes) => _headers.Append(bytes);

    /// <summary>Lists a part of a column, after the headers written so far.</summary>
    public void Data(ReadOnlyMemory<byte> data)
    {
        ListHeaders();
        if (!data.IsEmpty)
        {
            _segments.Add(data);
        }
    }

    /// <summary>Ends the encoding.</summary>
    public void End()
    {
        ListHeaders();
        _segments = Array.Empty<ReadOnlyMemory<byte>>();
    }

    public void ReturnMemory() => _headers.ReturnMemory();

    private void ListHeaders()
    {
        if (_headers.Length > _listed)
        {
            _segments.Add(_headers.Memory[_listed..]);
            _listed = _headers.Length;
        }
    }
}
