using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Monolith.Load;
using Monolith.Platform.Buffers;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing;
using Monolith.Processing.Contracts;
using Monolith.Processing.Pipelines;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Redaction.Detection;
using Monolith.Processing.Routing;
using Monolith.Processing.Routing.Destinations;
using Monolith.Processing.Routing.Queue;
using Monolith.Processing.Sampling;
using Monolith.Processing.Stages;

namespace Monolith.Bench;

/// <summary>What each stage costs a record, and what all of the usual pipeline does. Figures are per record of about 780 bytes as
/// JSON; that of <c>nothing</c> is the cost of setting the record up again, which is part of all others.</summary>
[MemoryDiagnoser]
public class ProcessingSuite : IDisposable
{
    private readonly KeptRecords _records = new();
    private readonly LogRecord _record = new();
    private readonly ScratchBuffer _scratch = new();
    private readonly Tally _tally = new();
    private readonly BatchForwards _forwards = new();
    private readonly BroughtBack _broughtBack = new();
    private ProcessingMetrics _metrics = null!;
    private CompiledPipeline _stages = null!;
    private StageContext _context;

    // What each kind is told here. Of forwarding, this is the copy for the destination: what waits for its disk is the batch.
    private static readonly Dictionary<string, string?> Settings = new(StringComparer.Ordinal)
    {
        ["enrich"] = null,
        ["contract"] = null,
        ["redact"] = null,
        ["fingerprint"] = null,
        ["drop"] = null,
        ["keep"] = """{"only":"severity>=warn"}""",
        ["sample"] = """{"one_in":10}""",
        ["parse"] = """{"format":"grok","pattern":"%{WORD:verb} of %{GREEDYDATA:what}"}""",
        ["rename"] = """{"fields":{"k8s.pod.name":"pod"}}""",
        ["copy"] = """{"fields":{"k8s.pod.name":"pod"}}""",
        ["set"] = """{"fields":{"team":"shop"}}""",
        ["remove"] = """{"fields":["demo.*"]}""",
        ["convert"] = """{"fields":{"cart.total":"number"}}""",
        ["map"] = """{"field":"service","to":"team","table":{"frontend":"web"},"default":"core"}""",
        ["template"] = """{"to":"summary","text":"{http.request.method} {http.route}"}""",
        ["metric"] = """{"name":"records","attributes":["service"]}""",
        ["route"] = """{"stream":"orders"}""",
        ["forward"] = """{"to":["there"]}""",
    };

    // Records get their ids when they are normalised, and what has one and is left out is copied.
    private const string SampleWithIds = "normalise, sample";

    /// <summary>What is measured.</summary>
    public static IEnumerable<string> Stages => ["nothing", "normalise", SampleWithIds, .. Settings.Keys, "usual"];

    /// <summary>The stage.</summary>
    [ParamsSource(nameof(Stages))]
    public string Stage { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        Pipelines.Decode(Protocol.Ndjson, Bodies.Make(Protocol.Ndjson), _records);
        var services = Pipelines.Services();
        _stages = Stage switch
        {
            "nothing" => new CompiledPipeline(Stage),
            "normalise" => new CompiledPipeline(Stage, services.GetRequiredService<Normalise>()),
            "usual" => services.GetRequiredService<PipelineCatalog>().Of(TenantId.Default),
            SampleWithIds => new CompiledPipeline(
                Stage,
                services.GetRequiredService<Normalise>(),
                Build(services, "sample")
            ),
            _ => new CompiledPipeline(Stage, Build(services, Stage)),
        };
        _tally.MakeRoom(_stages.Counted);
        _context = new StageContext(
            TenantId.Default,
            _scratch,
            _tally,
            (TimeProvider.System.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick
        )
        {
            Forwards = _forwards,
            BroughtBack = _broughtBack,
        };
        OpenDestination(services);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _records.Dispose();
        _scratch.Dispose();
        _forwards.Dispose();
        _broughtBack.Dispose();
        GC.SuppressFinalize(this);
    }

    private static RecordStage Build(IServiceProvider services, string kind) =>
        services
            .GetServices<IStageKind>()
            .Single(k => k.Name == kind)
            .Build(
                Settings[kind] is { } settings ? JsonNode.Parse(settings) : null,
                new StageScope(TenantId.Default, kind, kind, IsTrial: false)
            );

    private void OpenDestination(IServiceProvider services)
    {
        _metrics = services.GetRequiredService<ProcessingMetrics>();
        var queue = ForwardQueue.Open(
            ScratchFolder.Create(),
            TimeProvider.System,
            services.GetRequiredService<ForwardMetrics>(),
            NullLogger.Instance
        );
        services.GetRequiredService<DestinationSlots>().Of(new DestinationKey(TenantId.Default, "there")).Open(queue);
    }

    /// <summary>A thousand records.</summary>
    [Benchmark(OperationsPerInvoke = Bodies.Records)]
    public int Run()
    {
        _scratch.Reset();
        _tally.Clear();
        var kept = 0;
        foreach (var record in _records.All)
        {
            record.CopyTo(_record);
            if (_stages.Run(_record, in _context).Fate == Fate.Keep)
            {
                _forwards.Take(_record);
                kept++;
            }

            _record.Clear();
        }

        _forwards.Clear();
        _broughtBack.Settle(_stages, _metrics);
        return kept;
    }
}

/// <summary>What a megabyte costs that was made to be slow, and one of plain text. Figures are per megabyte.</summary>
[MemoryDiagnoser]
public class WorstTextSuite
{
    private const int Size = 1024 * 1024;

    private readonly FindingList _findings = new();
    private readonly Redactor _redactor = Pipelines.Services().GetRequiredService<Redactors>().Of(TenantId.Default)!;
    private byte[] _text = [];

    /// <summary>What the text repeats.</summary>
    [Params("the order was shipped, ", "1", "@", ":", "-", "e", "1 ", "a@b.", "1@:-e")]
    public string Piece { get; set; } = "";

    [GlobalSetup]
    public void Prepare() =>
        _text = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Piece, Size / Piece.Length)));

    /// <summary>Looks through the text.</summary>
    [Benchmark]
    public int Find()
    {
        _findings.Clear();
        _redactor.Find(_text, default, _findings);
        return _findings.Count;
    }
}

/// <summary>A record as it came, to be processed again and again.</summary>
/// <param name="Body">What it says.</param>
/// <param name="Service">Who wrote it.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Attributes">Everything else, the fields too: normalising puts them where they belong.</param>
internal sealed record KeptRecord(
    ReadOnlyMemory<byte> Body,
    ReadOnlyMemory<byte> Service,
    long Time,
    SeverityNumber Severity,
    LogAttribute[] Attributes
)
{
    public static KeptRecord Of(LogRecord record)
    {
        var attributes = record.Attributes.Items.ToArray().Select(a => (a.Key, a.Value)).ToList();
        foreach (
            var (name, value) in new[]
            {
                ("user_id", record.UserId),
                ("request_id", record.RequestId),
                ("correlation_id", record.CorrelationId),
                ("url.full", record.HttpUrl),
                ("http.route", record.HttpRoute),
                ("client.address", record.ClientAddress),
                ("user_agent.original", record.UserAgent),
            }
        )
        {
            if (!value.IsEmpty)
            {
                attributes.Add((System.Text.Encoding.UTF8.GetBytes(name), value));
            }
        }

        // As decoders leave a record: all of it one behind the other.
        var memory = new byte[
            record.Body.Length + record.ServiceName.Length + attributes.Sum(a => a.Key.Length + a.Value.Length)
        ];
        var used = 0;
        return new KeptRecord(
            Keep(record.Body),
            Keep(record.ServiceName),
            record.TimeUnixNano,
            record.Severity,
            [.. attributes.Select(a => new LogAttribute(Keep(a.Key), Keep(a.Value)))]
        );

        ReadOnlyMemory<byte> Keep(ReadOnlyMemory<byte> text)
        {
            text.CopyTo(memory.AsMemory(used));
            used += text.Length;
            return memory.AsMemory(used - text.Length, text.Length);
        }
    }

    public void CopyTo(LogRecord record)
    {
        record.Body = Body;
        record.ServiceName = Service;
        record.TimeUnixNano = Time;
        record.Severity = Severity;
        for (var i = 0; i < Attributes.Length; i++)
        {
            record.Attributes.Add(Attributes[i].Key, Attributes[i].Value);
        }
    }
}

/// <summary>Keeps the records that a decoder submits.</summary>
internal sealed class KeptRecords : ILogPipeline, ILogPipelineBatch
{
    public List<KeptRecord> All { get; } = [];

    public int MaxQuarantinedBytes => int.MaxValue;

    public LogRecord Record { get; } = new();

    public ScratchBuffer Scratch { get; } = new();

    public long Received => All.Count;

    public BatchOutcome Outcome => new(Accepted: All.Count, Dropped: 0, Rejected: 0, []);

    public ILogPipelineBatch Open(in BatchOrigin origin) => this;

    public Verdict Submit(long position, ReadOnlyMemory<byte> raw)
    {
        All.Add(KeptRecord.Of(Record));
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
