using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Splunk;

/// <summary>Writes Splunk's metadata into records: the host is the resource's, the others are attributes under the names that
/// OpenTelemetry's collector gives them.</summary>
internal ref struct MetadataWriter(RequestMetadata defaults, ILogPipelineBatch batch)
{
    private static readonly ReadOnlyMemory<byte> HostName = "host.name"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> SourceName = "com.splunk.source"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> SourceTypeName = "com.splunk.sourcetype"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> IndexName = "com.splunk.index"u8.ToArray();

    private ReadOnlyMemory<byte> _host;

    /// <summary>Writes the host of the next record, and of those after it until another comes.</summary>
    /// <returns>Whether it is another than before; its bytes must stay valid as long as it is the host.</returns>
    public bool WriteHost(ReadOnlyMemory<byte> host)
    {
        host = host.IsEmpty ? defaults.Host : host;
        if (host.Span.SequenceEqual(_host.Span))
        {
            return false;
        }

        _host = host;
        batch.Record.ClearResource();
        if (!host.IsEmpty)
        {
            batch.Record.Resource.Add(HostName, host);
        }

        return true;
    }

    /// <summary>Writes everything else. What an event does not say, its request may.</summary>
    public readonly void Write(ReadOnlyMemory<byte> source, ReadOnlyMemory<byte> sourceType, ReadOnlyMemory<byte> index)
    {
        Add(SourceName, source.IsEmpty ? defaults.Source : source);
        Add(SourceTypeName, sourceType.IsEmpty ? defaults.SourceType : sourceType);
        Add(IndexName, index.IsEmpty ? defaults.Index : index);
        if (batch.Record.ServiceName.IsEmpty)
        {
            batch.Record.ServiceName = defaults.Service;
        }
    }

    private readonly void Add(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value)
    {
        if (!value.IsEmpty)
        {
            batch.Record.Attributes.Add(name, value);
        }
    }
}
