using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Ingest.Elasticsearch;
using Monolith.Ingest.Gelf;
using Monolith.Ingest.Intake;
using Monolith.Ingest.Loki;
using Monolith.Ingest.Ndjson;
using Monolith.Ingest.Otlp;
using Monolith.Ingest.PubSub;
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
        services.AddLogReplay("ndjson", limits => (raw, batch) => new NdjsonDecoder(raw, limits, batch).Decode());
        services.AddLogReplay(
            "otlp",
            limits => (raw, batch) => new OtlpLogsDecoder(OtlpRecord.AsRequest(raw), limits, batch).Decode()
        );
        services.AddLogReplay(
            "seq",
            limits => (raw, batch) => new ClefDecoder(SeqEvent.AsBody(raw), limits, batch).Decode()
        );
        services.AddLogReplay("loki", limits => (raw, batch) => LokiLine.Decode(raw, new LokiStream(limits, batch)));
        services.AddLogReplay("fluent", limits => (raw, batch) => ForwardedEntry.Decode(raw, limits, batch));
        services.AddLogReplay(
            DeliveryIntake.Source,
            limits => (raw, batch) => DeliveredMessage.Decode(raw, limits, batch)
        );
        services.AddLogReplay("elasticsearch", limits => (raw, batch) => DecodeDocument(raw, limits, batch));
        services.AddLogReplay("splunk", limits => (raw, batch) => DecodeEvent(raw, limits, batch));
        foreach (var source in (string[])[OtlpTracesDecoder.Source, DeliveryIntake.TraceSource])
        {
            services.AddReplay<ISpanPipelineBatch>(
                source,
                limits => (raw, batch) => new OtlpTracesDecoder(OtlpRecord.AsRequest(raw), limits, batch).Decode()
            );
        }

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

    private static void AddLogReplay(
        this IServiceCollection services,
        string source,
        Func<DecodeLimits, Decode<ILogPipelineBatch>> decoder
    ) => services.AddReplay(source, decoder);

    private static void AddReplay<TBatch>(
        this IServiceCollection services,
        string source,
        Func<DecodeLimits, Decode<TBatch>> decoder
    ) => services.AddSingleton(p => new ReplayDecoder<TBatch>(source, decoder(p.GetRequiredService<DecodeLimits>())));

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
            new Splunk.EventDecoder(raw, RequestMetadata.None, limits, batch).Decode();
        }
        else
        {
            new LineDecoder(raw, RequestMetadata.None, limits, batch).Decode();
        }
    }

    // A message of a socket is a record by itself. Who sent it is not in quarantine.
    private static ReplayDecoder<ILogPipelineBatch> OfMessages(string source, IMessageDecoder decoder) =>
        new(source, (raw, batch) => decoder.Decode(new SocketMessage(raw, Peer: default, Position: 1), batch));
}
