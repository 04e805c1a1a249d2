using Monolith.Host.Demo;
using Monolith.Load.Bodies;

namespace Monolith.Load;

/// <summary>What clients can speak.</summary>
internal enum Protocol
{
    Ndjson,
    Otlp,

    /// <summary>OTLP over gRPC; its URL is that of the gRPC port.</summary>
    OtlpGrpc,

    /// <summary>As a Dapr sidecar delivers in bulk, a message for each record.</summary>
    Dapr,
    Elasticsearch,
    Loki,
    Seq,
    Splunk,

    /// <summary>GELF over TCP, which answers nothing.</summary>
    Gelf,

    /// <summary>Syslog over TCP, which answers nothing.</summary>
    Syslog,

    /// <summary>Fluent's forward protocol over TCP, with acknowledgements.</summary>
    Fluent,
}

/// <summary>How a protocol's requests are made.</summary>
/// <param name="Path">Where they are posted; nothing for those that come by a socket.</param>
/// <param name="ContentType">What they are.</param>
/// <param name="Encode">Writes one body.</param>
internal sealed record Dialect(string Path, string ContentType, Func<IReadOnlyList<DemoRecord>, byte[]> Encode)
{
    /// <summary>That of a protocol.</summary>
    public static Dialect Of(Protocol protocol) =>
        protocol switch
        {
            Protocol.Otlp => new("v1/logs", "application/x-protobuf", OtlpBody.Encode),
            Protocol.OtlpGrpc => new(
                "opentelemetry.proto.collector.logs.v1.LogsService/Export",
                "application/grpc",
                OtlpBody.Encode
            ),
            Protocol.Dapr => new("dapr/logs", "application/json", DaprBody.Encode),
            Protocol.Elasticsearch => new("_bulk", "application/x-ndjson", JsonBodies.Bulk),
            Protocol.Loki => new("loki/api/v1/push", "application/x-protobuf", LokiBody.Encode),
            Protocol.Seq => new("ingest/clef", "application/vnd.serilog.clef", JsonBodies.Clef),
            Protocol.Splunk => new("services/collector/event", "application/json", JsonBodies.Splunk),
            Protocol.Gelf => new("", "", JsonBodies.Gelf),
            Protocol.Syslog => new("", "", SyslogBody.Encode),
            Protocol.Fluent => new("", "", FluentBody.Encode),
            _ => new("api/v1/logs", "application/x-ndjson", JsonBodies.Ndjson),
        };
}
