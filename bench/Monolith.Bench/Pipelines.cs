using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Ingest;
using Monolith.Ingest.Bodies;
using Monolith.Ingest.Fluent;
using Monolith.Ingest.Intake;
using Monolith.Ingest.Ndjson;
using Monolith.Ingest.Otlp;
using Monolith.Ingest.PubSub;
using Monolith.Ingest.Quotas;
using Monolith.Load;
using Monolith.Platform;
using Monolith.Platform.Buffers;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing;
using Monolith.Processing.Contracts;
using Monolith.Storage;
using Monolith.Storage.Contracts;
using Monolith.Storage.Writing;

namespace Monolith.Bench;

/// <summary>Ways to put the parts of the hot path together without a host.</summary>
internal static class Pipelines
{
    private static readonly DecodeLimits Limits = new(new IngestOptions());
    private static readonly PubSubOptions Deliveries = new();
    private static readonly PubSubTopic Topic = PubSubTopic.All(Deliveries, TenantId.Default)[0];
    private static readonly ServiceProvider Shared = Services();
    private static readonly PubSubMetrics Metrics = Shared.GetRequiredService<PubSubMetrics>();

    /// <summary>The real pipeline and the real columns, with nobody who commits them.</summary>
    public static ILogPipeline Real(params (string Key, string Value)[] settings) =>
        Services(settings).GetRequiredService<ILogPipeline>();

    /// <summary>The columns of a body's records.</summary>
    public static LogBlock Fill(Protocol protocol, ReadOnlyMemory<byte> body)
    {
        var services = Services();
        var batch = services.GetRequiredService<ILogPipeline>().Open(Origin(protocol));
        Decode(protocol, body, batch);
        return services.GetRequiredService<KeepingWriter>().Opened!.Logs;
    }

    /// <summary>The services of the modules, with nobody behind storage.</summary>
    public static ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddMetrics();
        services.AddLogging();
        new StorageModule().AddServices(services, configuration);
        services.AddSingleton<KeepingWriter>();
        services.AddSingleton<ILogWriter>(p => p.GetRequiredService<KeepingWriter>());
        services.AddSingleton(new DataFolder(ScratchFolder.Create()));
        services.AddRuntime(configuration);
        new ProcessingModule().AddServices(services, configuration);
        services.AddSingleton<QuotaBook>();
        services.AddSingleton<Admission>();
        services.AddSingleton<MemoryGate>();
        services.AddSingleton<IngestMetrics>();
        services.AddSingleton<PubSubMetrics>();
        return services.BuildServiceProvider();
    }

    /// <summary>Decodes a body into a batch of its own, which nobody commits.</summary>
    public static void Decode(Protocol protocol, ReadOnlyMemory<byte> body, ILogPipeline pipeline)
    {
        if (protocol == Protocol.Dapr)
        {
            var intake = ActivatorUtilities.CreateInstance<DeliveryIntake>(Shared, pipeline);
            using var delivery = new Delivery(Topic, Deliveries, Limits, intake, Metrics);
            delivery.TryReadBulk(body);
            return;
        }

        using var batch = pipeline.Open(Origin(protocol));
        Decode(protocol, body, batch);
    }

    private static void Decode(Protocol protocol, ReadOnlyMemory<byte> body, ILogPipelineBatch batch)
    {
        switch (protocol)
        {
            case Protocol.Otlp:
                new OtlpLogsDecoder(body, Limits, batch).Decode();
                break;
            case Protocol.Fluent:
                var message = ForwardMessage.Read(body);
                new ForwardDecoder(Limits, batch).Decode(message, message.Entries);
                break;
            default:
                new NdjsonDecoder(body, Limits, batch).Decode();
                break;
        }
    }

    private static BatchOrigin Origin(Protocol protocol) =>
        new(
            TenantId.Default,
            protocol switch
            {
                Protocol.Otlp => "otlp",
                Protocol.Fluent => "fluent",
                _ => "ndjson",
            }
        );
}

/// <summary>Remembers the batch that it opened last.</summary>
internal sealed class KeepingWriter(LogWriter writer) : ILogWriter
{
    public LogBatch? Opened { get; private set; }

    public ILogBatch Open(TenantId tenant) => Opened = (LogBatch)writer.Open(tenant);
}

/// <summary>Gives out one batch again and again.</summary>
internal sealed class ForgetfulPipeline(ForgetfulBatch batch) : ILogPipeline
{
    public int MaxQuarantinedBytes => int.MaxValue;

    public ILogPipelineBatch Open(in BatchOrigin origin) => batch;
}

/// <summary>Takes records and forgets them, so that only the decoder is measured.</summary>
internal sealed class ForgetfulBatch : ILogPipelineBatch
{
    public LogRecord Record { get; } = new();

    public ScratchBuffer Scratch { get; } = new();

    /// <summary>How many records were taken.</summary>
    public int Count { get; private set; }

    public long Received => Count;

    public BatchOutcome Outcome => new(Accepted: Count, Dropped: 0, Rejected: 0, []);

    public Verdict Submit(long position, ReadOnlyMemory<byte> raw)
    {
        Count++;
        Record.Clear();
        return Verdict.Keep;
    }

    public void Reject(RejectReason reason, string detail, long position, ReadOnlyMemory<byte> raw) =>
        throw new InvalidOperationException($"Record {position} of the benchmark's own body: {detail}");

    public DeliveryClaim Claim(ReadOnlySpan<byte> name) => default;

    public ValueTask<BatchOutcome> CommitAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nothing is kept here.");

    public void Dispose() => Scratch.Reset();
}
