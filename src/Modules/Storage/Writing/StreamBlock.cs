using Monolith.Platform.ClickHouse.Native;
using Monolith.Storage.Spool;

namespace Monolith.Storage.Writing;

/// <summary>Rows of one stream on their way to the spool.</summary>
/// <param name="kind">The stream.</param>
/// <param name="idColumn">The name of the column that carries the rows' ids.</param>
internal abstract class StreamBlock(StreamKind kind, string idColumn) : IDisposable
{
    private SequenceColumn? _ids;

    /// <summary>The stream.</summary>
    public StreamKind Kind => kind;

    /// <summary>The rows.</summary>
    public NativeBlock Block { get; } = new();

    /// <summary>How many rows there are.</summary>
    public int Rows => Block.Rows;

    /// <summary>The id of the first row, once the block was encoded; the others follow without a gap.</summary>
    public ulong FirstId => _ids!.Start;

    /// <summary>Gives the rows their ids and lists the bytes. They are valid until the block is next changed.</summary>
    public void Encode(ulong firstId, SpoolFrame frame)
    {
        _ids!.Start = firstId;
        frame.Kind = kind;
        frame.Rows = Block.Rows;
        frame.FirstId = firstId;
        frame.Payload.Clear();
        Block.Encode(frame.Payload);
    }

    /// <inheritdoc/>
    public void Dispose() => Block.Dispose();

    /// <summary>Adds the column of the ids. Derived classes call it once, in their constructor.</summary>
    protected void AddIds() => _ids = Block.Add(idColumn, new SequenceColumn());
}
