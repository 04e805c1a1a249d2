using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Pipelines;
using Monolith.Processing.Redaction.Detection;
using Monolith.Processing.Spans;
using Monolith.Processing.Tests.Redaction;
using Monolith.Processing.Tests.Redaction.Detection;
using Monolith.Storage.Contracts;

namespace Monolith.Processing.Tests.Spans;

public sealed class SpanPipelineTests
{
    [Fact]
    public async Task Every_span_has_exactly_one_fate_and_is_counted_once()
    {
        using var world = new World();
        using var batch = world.Pipeline.Open(new BatchOrigin(TenantId.Default, "otlp_traces"));
        for (var i = 0; i < 3; i++)
        {
            Fill(batch.Record);
            Assert.Equal(Fate.Keep, batch.Submit(1, default).Fate);
        }

        Fill(batch.Record);
        batch.Record.SpanId = default;
        Assert.Equal(RejectReason.InvalidSpan, batch.Submit(4, "raw"u8.ToArray()).Reason);
        batch.Reject(RejectReason.InvalidProtobuf, "no", 5, "raw"u8.ToArray());
        var outcome = await batch.CommitAsync(CancellationToken.None);

        Assert.Equal((3, 0, 2), (outcome.Accepted, outcome.Dropped, outcome.Rejected));
        Assert.Equal((3, 2, 1), (world.Writer.Appended, world.Writer.Quarantined, world.Writer.Commits));
        Assert.Equal(3, world.Counted("monolith.processing.span.processed", null));
        Assert.Equal(1, world.Counted("monolith.processing.span.processed", "invalid_span"));
        Assert.Equal(1, world.Counted("monolith.processing.span.processed", "invalid_protobuf"));
        Assert.Equal(5, world.Counted("monolith.processing.span.batch.size", null));
        Assert.Equal(0, world.Counted("monolith.processing.log.processed", null));
    }

    [Fact]
    public async Task A_batch_that_finds_no_room_counts_as_overloaded_and_as_nothing_else()
    {
        using var world = new World { Writer = { IsFull = true } };
        using var batch = world.Pipeline.Open(new BatchOrigin(TenantId.Default, "otlp_traces"));
        Fill(batch.Record);
        batch.Submit(1, default);

        await Assert.ThrowsAsync<OverloadedException>(async () => await batch.CommitAsync(CancellationToken.None));

        Assert.Equal(1, world.Counted("monolith.processing.span.processed", "overloaded"));
        Assert.Equal(0, world.Counted("monolith.processing.span.processed", null));
    }

    [Fact]
    public void A_span_leaves_nothing_behind_for_the_next_one_or_the_next_batch()
    {
        using var world = new World();
        using (var first = world.Pipeline.Open(new BatchOrigin(TenantId.Default, "otlp_traces")))
        {
            first.Record.Resource.Add("a"u8.ToArray(), "b"u8.ToArray());
            Fill(first.Record);
            first.Record.Events.Add(new SpanEvent(1, "e"u8.ToArray()));
            first.Record.Links.Add(default);
            first.Submit(1, default);

            Assert.Equal(
                (0, 0, 0),
                (first.Record.Events.Count, first.Record.Links.Count, first.Record.Attributes.Count)
            );
            Assert.Equal((1, 0), (first.Record.Resource.Count, first.Record.TraceId.Length));
        }

        using var second = world.Pipeline.Open(new BatchOrigin(TenantId.Default, "otlp_traces"));
        Assert.Equal(0, second.Record.Resource.Count);
    }

    [Theory]
    [InlineData("http.request.method=GET", "method=GET")]
    [InlineData("http.method=GET", "method=GET")]
    [InlineData("http.method=GET http.request.method=PUT", "method=GET http.request.method=PUT")]
    [InlineData("http.route=/a", "route=/a")]
    [InlineData("http.response.status_code=404", "status=404")]
    [InlineData("http.status_code=600", "http.status_code=600")]
    [InlineData("http.status_code=ok", "http.status_code=ok")]
    [InlineData("peer.service=bank db.system=redis", "peer=bank db=redis")]
    [InlineData("db.system.name=postgresql", "db=postgresql")]
    [InlineData("correlation_id=c request_id=r user_id=u", "correlation=c request=r user=u")]
    [InlineData("enduser.id=u user.id=v", "user=u user.id=v")]
    [InlineData("peer.service= other=1", "peer.service= other=1")]
    public void Well_known_attributes_go_into_their_fields_and_nothing_is_lost(string sent, string stored)
    {
        using var world = new World();
        using var batch = world.Pipeline.Open(new BatchOrigin(TenantId.Default, "otlp_traces"));
        Fill(batch.Record);
        foreach (var pair in sent.Split(' '))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            batch.Record.Attributes.Add(Encoding.UTF8.GetBytes(pair[..at]), Encoding.UTF8.GetBytes(pair[(at + 1)..]));
        }

        batch.Submit(1, default);

        Assert.Equal(stored, world.Writer.Last);
    }

    [Fact]
    public void A_service_that_is_not_named_is_unknown()
    {
        using var world = new World();
        using var batch = world.Pipeline.Open(new BatchOrigin(TenantId.Default, "otlp_traces"));
        Fill(batch.Record);
        batch.Record.ServiceName = default;

        Assert.Equal(Fate.Keep, batch.Submit(1, default).Fate);

        Assert.Equal("unknown_service", world.Writer.LastService);
    }

    private static void Fill(SpanRecord span)
    {
        var now = ManualTime.Start.ToUnixTimeMilliseconds() * 1_000_000;
        span.TraceId = Enumerable.Repeat((byte)1, 16).ToArray();
        span.SpanId = Enumerable.Repeat((byte)2, 8).ToArray();
        span.StartUnixNano = now;
        span.EndUnixNano = now + 1;
    }

    /// <summary>The real pipeline, and what it counted.</summary>
    private sealed class World : IDisposable
    {
        private readonly List<(string Name, long Value, object? Error)> _counted = [];
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
                    _counted.Add(
                        (instrument.Name, value, tags.ToArray().SingleOrDefault(t => t.Key == "error.type").Value)
                    )
            );
            _listener.Start();
            var options = Options.Create(new ProcessingOptions());
            Pipeline = new SpanPipeline(
                new NormaliseSpan(options, Options.Create(new RetentionOptions())),
                new PipelineCatalog(_ => new CompiledPipeline("usual")),
                Some.Redactors(new RedactionOptions { Actions = { ["user"] = RedactAction.Keep } }),
                Writer,
                options,
                new ProcessingMetrics(meters),
                Seals.Make(),
                new ManualTime()
            );
        }

        public SpyingWriter Writer { get; } = new();

        public SpanPipeline Pipeline { get; }

        public long Counted(string name, string? error) =>
            _counted.Where(c => c.Name == name && Equals(c.Error, error)).Sum(c => c.Value);

        public void Dispose() => _listener.Dispose();
    }

    private sealed class SpyingWriter : ISpanWriter, ISpanBatch
    {
        public bool IsFull { get; set; }

        public int Appended { get; private set; }

        public int Quarantined { get; private set; }

        public int Commits { get; private set; }

        public string Last { get; private set; } = "";

        public string LastService { get; private set; } = "";

        public int Count => Appended;

        public ISpanBatch Open(TenantId tenant) => this;

        public void Append(SpanRecord span)
        {
            Appended++;
            LastService = Text(span.ServiceName);
            (string Name, string Value)[] fields =
            [
                ("method", Text(span.HttpMethod)),
                ("route", Text(span.HttpRoute)),
                ("status", span.HttpStatus == 0 ? "" : $"{span.HttpStatus}"),
                ("peer", Text(span.PeerService)),
                ("db", Text(span.DbSystem)),
                ("correlation", Text(span.CorrelationId)),
                ("request", Text(span.RequestId)),
                ("user", Text(span.UserId)),
            ];
            Last = string.Join(
                ' ',
                fields
                    .Where(f => f.Value.Length > 0)
                    .Concat(span.Attributes.Items.ToArray().Select(a => (Name: Text(a.Key), Value: Text(a.Value))))
                    .Select(f => $"{f.Name}={f.Value}")
            );
        }

        public void AppendQuarantined(in QuarantinedRecord record) => Quarantined++;

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

        private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
    }
}
