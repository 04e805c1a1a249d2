using System.Text;
using Monolith.Platform.ClickHouse.Native;
using Monolith.Storage.Contracts;
using Monolith.Storage.Spool;

namespace Monolith.Storage.Writing;

/// <summary>Rows for the table <c>quarantine</c>.</summary>
internal sealed class QuarantineBlock : StreamBlock
{
    private readonly LowCardinalityColumn _tenant;
    private readonly DateTime64Column _observedTime;
    private readonly LowCardinalityColumn _reason;
    private readonly StringColumn _detail;
    private readonly LowCardinalityColumn _source;
    private readonly NumberColumn<ulong> _position;
    private readonly StringColumn _raw;
    private readonly NumberColumn<ulong> _rawBytes;
    private readonly NumberColumn<ushort> _retentionDays;

    public QuarantineBlock()
        : base(StreamKind.Quarantine, "id")
    {
        _tenant = Block.Add("tenant", new LowCardinalityColumn());
        _observedTime = Block.Add("observed_ts", new DateTime64Column(3));
        AddIds();
        _reason = Block.Add("reason", new LowCardinalityColumn());
        _detail = Block.Add("detail", new StringColumn());
        _source = Block.Add("source", new LowCardinalityColumn());
        _position = Block.Add("position", new NumberColumn<ulong>());
        _raw = Block.Add("raw", new StringColumn());
        _rawBytes = Block.Add("raw_bytes", new NumberColumn<ulong>());
        _retentionDays = Block.Add("retention_days", new NumberColumn<ushort>());
    }

    /// <summary>Copies what could not be read into the columns.</summary>
    /// <param name="tenant">Whose it is, UTF-8.</param>
    /// <param name="record">The record, as it came.</param>
    /// <param name="retentionDays">How long it is kept.</param>
    public void Append(ReadOnlySpan<byte> tenant, in QuarantinedRecord record, ushort retentionDays)
    {
        _tenant.Append(tenant);
        _observedTime.AppendUnixNano(record.ObservedTimeUnixNano);
        Append(_reason, record.Reason);
        Append(_detail, record.Detail);
        Append(_source, record.Source);
        _position.Append((ulong)record.Position);
        _raw.Append(record.Raw.Span);
        _rawBytes.Append((ulong)record.RawBytes);
        _retentionDays.Append(retentionDays);
        Block.EndRow();
    }

    // Rejected records are few, and their words are short.
    private static void Append(BytesColumn column, string text) => column.Append(Encoding.UTF8.GetBytes(text));
}
