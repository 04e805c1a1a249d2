using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Ingest.Bodies;
using Monolith.Ingest.Intake;
using Monolith.Ingest.Ndjson;
using Monolith.Ingest.Otlp;
using Monolith.Ingest.PubSub;
using Monolith.Ingest.Quotas;
using Monolith.Platform.Security;
using Monolith.Processing;
using Monolith.Processing.Contracts;
using Monolith.Storage.Contracts;

namespace Monolith.Ingest.Tests;

/// <summary>The real pipeline over storage of the test's choice, without HTTP.</summary>
internal sealed class TestPipeline
{
    private readonly ILogPipeline _pipeline;
    private readonly ISpanPipeline _spans;
    private readonly DeliveryIntake _deliveries;
    private readonly PubSubMetrics _metrics;

    public TestPipeline(ILogWriter writer, ISpanWriter? spans = null)
    {
        // What decoders read is asked of them here, not what is done to it afterwards.
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Modules:Processing:Redaction:Enabled", "false")])
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<TimeProvider>(new ManualTime());
        services.AddSingleton(writer);
        services.AddSingleton(spans ?? new RecordingLogWriter());
        services.AddLogging().AddMemoryRuntime();
        services.AddSingleton<IRawSeal>(new NoSeal());
        new ProcessingModule().AddServices(services, configuration);
        services.AddSingleton<ISpoolRoom>(new RecordingLogWriter());
        services.AddSingleton<QuotaBook>();
        services.AddSingleton<Admission>();
        services.AddSingleton<MemoryGate>();
        services.AddSingleton<IngestMetrics>();
        services.AddSingleton<DeliveryIntake>();
        services.AddSingleton<PubSubMetrics>();
        var provider = services.BuildServiceProvider();
        _pipeline = provider.GetRequiredService<ILogPipeline>();
        _spans = provider.GetRequiredService<ISpanPipeline>();
        _deliveries = provider.GetRequiredService<DeliveryIntake>();
        _metrics = provider.GetRequiredService<PubSubMetrics>();
    }

    public static DecodeLimits Limits { get; } = new(new IngestOptions());

    /// <summary>The records of a body of JSON.</summary>
    public static (BatchOutcome Outcome, RecordingLogWriter Stored) DecodeJson(string body) =>
        DecodeJson(Encoding.UTF8.GetBytes(body));

    /// <summary>The records of a body of JSON, or of bytes that should have been that.</summary>
    public static (BatchOutcome Outcome, RecordingLogWriter Stored) DecodeJson(ReadOnlyMemory<byte> body)
    {
        var stored = new RecordingLogWriter();
        return (new TestPipeline(stored).Run(body, isOtlp: false), stored);
    }

    /// <summary>The only record of a body of JSON.</summary>
    public static StoredRecord DecodeOne(string body) => DecodeJson(body).Stored.Records.Single();

    /// <summary>A delivery of the sidecar on a topic that belongs to one tenant.</summary>
    public Delivery Receive(TopicContent content)
    {
        var topic = new PubSubTopic("logs", content, "/dapr/logs", TopicTenants.Only(TenantId.Default));
        return new Delivery(topic, new PubSubOptions(), Limits, _deliveries, _metrics);
    }

    /// <summary>Decodes, processes and commits an export of spans.</summary>
    public BatchOutcome RunTraces(ReadOnlyMemory<byte> body)
    {
        using var batch = _spans.Open(new BatchOrigin(TenantId.Default, OtlpTracesDecoder.Source));
        new OtlpTracesDecoder(body, Limits, batch).Decode();
        return batch.CommitAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Decodes, processes and commits a body.</summary>
    public BatchOutcome Run(ReadOnlyMemory<byte> body, bool isOtlp) =>
        isOtlp
            ? Run(body, "otlp", (bytes, batch) => new OtlpLogsDecoder(bytes, Limits, batch).Decode())
            : Run(body, "ndjson", (bytes, batch) => new NdjsonDecoder(bytes, Limits, batch).Decode());

    /// <summary>Decodes, processes and commits a body of any protocol.</summary>
    public BatchOutcome Run(ReadOnlyMemory<byte> body, string source, Decode<ILogPipelineBatch> decode)
    {
        using var batch = _pipeline.Open(new BatchOrigin(TenantId.Default, source));
        decode(body, batch);

        // Storage in memory commits at once; staying on the thread is what allocations are counted by.
        return batch.CommitAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }
}
