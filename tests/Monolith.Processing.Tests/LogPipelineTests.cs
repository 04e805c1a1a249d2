using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Pipelines;
using Monolith.Processing.Stages;
using Monolith.Processing.Tests.Redaction;
using Monolith.Storage.Contracts;

namespace Monolith.Processing.Tests;

public sealed class LogPipelineTests
{
    [Fact]
    public async Task Every_record_has_exactly_one_fate_and_is_counted_once()
    {
        using var world = new World();
        using var batch = world.Pipeline.Open(new BatchOrigin(TenantId.Default, "ndjson"));
        foreach (var body in new[] { "keep", "drop", "refuse", "keep" })
        {
            batch.Record.Body = System.Text.Encoding.UTF8.GetBytes(body);
            batch.Record.Severity = SeverityNumber.Error;
            batch.Submit(1, batch.Record.Body);
        }

        batch.Reject(RejectReason.InvalidJson, "no", 5, "raw"u8.ToArray());
        var outcome = await batch.CommitAsync(CancellationToken.None);

        Assert.Equal((2, 1, 2), (outcome.Accepted, outcome.Dropped, outcome.Rejected));
        Assert.Equal([RejectReason.TooDeep, RejectReason.InvalidJson], outcome.Rejections.Select(r => r.Reason));
        Assert.Equal((2, 2, 1), (world.Writer.Appended, world.Writer.Quarantined, world.Writer.Commits));
        Assert.Equal(2, world.Counted("monolith.processing.log.processed", "monolith.severity", "error"));
        Assert.Equal(1, world.Counted("monolith.processing.log.processed", "error.type", "invalid_json"));
        Assert.Equal(1, world.Counted("monolith.processing.log.processed", "error.type", "too_deep"));
        Assert.Equal(1, world.Counted("monolith.processing.log.dropped", "monolith.source", "ndjson"));
    }

    [Fact]
    public void The_bytes_of_a_refused_record_are_sealed_before_storage_sees_them()
    {
        using var world = new World();
        using var batch = world.Pipeline.Open(new BatchOrigin(TenantId.Default, "ndjson"));

        batch.Reject(RejectReason.InvalidJson, "no", 1, "4111 1111 1111 1111"u8.ToArray());
        batch.Reject(RejectReason.InvalidJson, "no", 2, default);

        Assert.Equal(-1, world.Writer.Kept[0].AsSpan().IndexOf("4111"u8));
        Assert.Empty(world.Writer.Kept[1]);
    }

    [Fact]
    public async Task A_batch_that_finds_no_room_counts_as_overloaded_and_as_nothing_else()
    {
        using var world = new World { Writer = { IsFull = true } };
        using var batch = world.Pipeline.Open(new BatchOrigin(TenantId.Default, "otlp"));
        batch.Submit(1, default);
        batch.Submit(2, default);

        await Assert.ThrowsAsync<OverloadedException>(async () => await batch.CommitAsync(CancellationToken.None));

        Assert.Equal(2, world.Counted("monolith.processing.log.processed", "error.type", "overloaded"));
        Assert.Equal(0, world.Counted("monolith.processing.log.processed", "monolith.severity", "unspecified"));
    }

    [Fact]
    public async Task A_batch_of_dropped_records_alone_costs_storage_nothing()
    {
        using var world = new World();
        using var batch = world.Pipeline.Open(new BatchOrigin(TenantId.Default, "ndjson"));
        batch.Record.Body = "drop"u8.ToArray();
        batch.Submit(1, default);

        var outcome = await batch.CommitAsync(CancellationToken.None);

        Assert.Equal((0, 1, 0), (outcome.Accepted, outcome.Dropped, world.Writer.Commits));
    }

    [Fact]
    public void A_record_leaves_nothing_behind_for_the_next_one_or_the_next_batch()
    {
        using var world = new World();
        using (var first = world.Pipeline.Open(new BatchOrigin(TenantId.Default, "ndjson")))
        {
            first.Record.Resource.Add("a"u8.ToArray(), "b"u8.ToArray());
            first.Record.Attributes.Add("a"u8.ToArray(), "b"u8.ToArray());
            first.Submit(1, default);
            Assert.Equal((0, 1), (first.Record.Attributes.Count, first.Record.Resource.Count));

            first.Record.Attributes.Add("a"u8.ToArray(), "b"u8.ToArray());
            first.Reject(RejectReason.InvalidJson, "no", 2, default);
            Assert.Equal(0, first.Record.Attributes.Count);
        }

        using var second = world.Pipeline.Open(new BatchOrigin(TenantId.Default, "ndjson"));
        Assert.Equal(0, second.Record.Resource.Count);
    }

    /// <summary>A pipeline whose second stage does as the body says, and what it counted.</summary>
    private sealed class World : IDisposable
    {
        private readonly List<(string Name, long Value, Dictionary<string, object?> Tags)> _counted = [];
        private readonly MeterListener _listener = new();

        public World()
        {
            var meters = new ServiceCollection()
                .AddMetrics()
                .BuildServiceProvider()
                .GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == meters)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>(
                (instrument, value, tags, _) =>
                    _counted.Add((instrument.Name, value, new(tags.ToArray(), StringComparer.Ordinal)))
            );
            _listener.Start();
            var options = Options.Create(new ProcessingOptions());
            Pipeline = new LogPipeline(
                new PipelineCatalog(_ => new CompiledPipeline(
                    "usual",
                    new Normalise(options, Options.Create(new RetentionOptions())),
                    new Obey(),
                    new Count()
                )),
                Writer,
                options,
                new ProcessingMetrics(meters),
                Seals.Make(),
                new ManualTime()
            );
        }

        public void Dispose() => _listener.Dispose();

        public CountingWriter Writer { get; } = new();

        public LogPipeline Pipeline { get; }

        public long Counted(string name, string tag, string value) =>
            _counted.Where(c => c.Name == name && Equals(c.Tags.GetValueOrDefault(tag), value)).Sum(c => c.Value);
    }

    private sealed class Obey : RecordStage
    {
        public override Verdict Apply(LogRecord record, in StageContext context) =>
            record.Body.Span.SequenceEqual("drop"u8) ? Verdict.Drop
            : record.Body.Span.SequenceEqual("refuse"u8) ? Verdict.Reject(RejectReason.TooDeep, "as told")
            : Verdict.Keep;
    }

    private sealed class CountingWriter : ILogWriter, ILogBatch
    {
        public bool IsFull { get; set; }

        public int Appended { get; private set; }

        public int Quarantined { get; private set; }

        public int Commits { get; private set; }

        public int Count => Appended;

        public ILogBatch Open(TenantId tenant) => this;

        public void Append(LogRecord record) => Appended++;

        public List<byte[]> Kept { get; } = [];

        public void AppendQuarantined(in QuarantinedRecord record)
        {
            Quarantined++;
            Kept.Add(record.Raw.ToArray());
        }

        public DeliveryClaim Claim(ReadOnlySpan<byte> name) => default;

        public ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            if (IsFull)
            {
                throw new OverloadedException("Full.", TimeSpan.FromSeconds(1));
            }

            Commits++;
            return ValueTask.CompletedTask;
        }

        public void Dispose() { }
    }
}
