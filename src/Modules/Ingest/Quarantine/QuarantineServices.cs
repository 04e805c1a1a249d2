using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Ingest.Elasticsearch;
using Monolith.Ingest.Gelf;
using Monolith.Ingest.Intake;
using Monolith.Ingest.Ndjson;
using Monolith.Ingest.Otlp;
using Monolith.Ingest.Seq;
using Monolith.Ingest.Sockets;
using Monolith.Ingest.Splunk;
using Monolith.Ingest.Syslog;
using Monolith.Platform.Security;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Quarantine;

/// <summary>Puts the quarantine together, and says which records can be read again.</summary>
internal static class QuarantineServices
{
    public static void AddQuarantine(this IServiceCollection services)
    {
        services.AddSingleton<QuarantineTable>();
        services.AddSingleton<QuarantineAudit>();
        services.AddSingleton<Replay>();
        services.AddReplay("ndjson", limits => (raw, batch) => new NdjsonDecoder(raw, limits, batch).Decode());
        services.AddReplay(
            "otlp",
            limits => (raw, batch) => new OtlpLogsDecoder(OtlpRecord.AsRequest(raw), limits, batch).Decode()
        );
        services.AddReplay(
            "seq",
            limits => (raw, batch) => new ClefDecoder(SeqEvent.AsBody(raw), limits, batch).Decode()
        );
        services.AddReplay("elasticsearch", limits => (raw, batch) => DecodeDocument(raw, limits, batch));
        services.AddReplay("splunk", limits => (raw, batch) => DecodeEvent(raw, limits, batch));
        services.AddSingleton(p => OfMessages("syslog", p.GetRequiredService<SyslogDecoder>()));
        services.AddSingleton(p => OfMessages("gelf", p.GetRequiredService<GelfDecoder>()));
    }

    public static void MapQuarantine(this IEndpointRouteBuilder routes)
    {
        ListQuarantine.Map(routes);
        SummariseQuarantine.Map(routes);
        ShowQuarantined.Map(routes);
        ReplayQuarantined.Map(routes);
    }

    private static void AddReplay(
        this IServiceCollection services,
        string source,
        Func<DecodeLimits, Decode<ILogPipelineBatch>> decoder
    ) => services.AddSingleton(p => new ReplayDecoder(source, decoder(p.GetRequiredService<DecodeLimits>())));

    // The index and the id stood beside the document, and are gone. Without an id nothing is claimed in a tenant's name.
    private static void DecodeDocument(ReadOnlyMemory<byte> raw, DecodeLimits limits, ILogPipelineBatch batch)
    {
        var item = default(BulkItem);
        new DocumentIntake(TenantId.Default, raw, limits, batch).Take(ref item, .., linesEnd: false, position: 1);
    }

    // Events are objects, lines of raw text are not. What the query said of them is gone.
    private static void DecodeEvent(ReadOnlyMemory<byte> raw, DecodeLimits limits, ILogPipelineBatch batch)
    {
        if (raw.Span.TrimStart(" \t"u8).StartsWith("{"u8))
        {
            new EventDecoder(raw, RequestMetadata.None, limits, batch).Decode();
        }
        else
        {
            new LineDecoder(raw, RequestMetadata.None, limits, batch).Decode();
        }
    }

    // A message of a socket is a record by itself. Who sent it is not in quarantine.
    private static ReplayDecoder OfMessages(string source, IMessageDecoder decoder) =>
        new(source, (raw, batch) => decoder.Decode(new SocketMessage(raw, Peer: default, Position: 1), batch));
}
