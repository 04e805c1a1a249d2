using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Storage.Contracts;
using Monolith.Storage.Spool;

namespace Monolith.Storage.Tests.Writing;

public sealed class SpanWriterTests
{
    private static readonly SpanRecord Span = Some.Span();

    [Fact]
    public async Task Spans_and_log_records_that_wait_together_become_a_frame_each()
    {
        await using var host = new WriterHost(start: false);
        var waiting = new List<Task>();
        for (var i = 0; i < 50; i++)
        {
            waiting.Add(CommitSpansAsync(host, spans: 2));
            waiting.Add(CommitLogAsync(host));
        }

        host.Start();
        await Task.WhenAll(waiting);

        Assert.Equal(
            [(StreamKind.Logs, 50), (StreamKind.Spans, 100)],
            host.Frames().Select(f => (f.Kind, f.Rows)).ToArray()
        );
    }

    [Fact]
    public async Task Ids_of_spans_and_of_log_records_rise_in_the_order_of_the_spool()
    {
        await using var host = new WriterHost();
        for (var i = 0; i < 20; i++)
        {
            await CommitSpansAsync(host, spans: i + 1);
            await CommitLogAsync(host);
        }

        ulong next = 0;
        foreach (var frame in host.Frames())
        {
            Assert.True(frame.FirstId >= next);
            next = frame.EndId;
        }
    }

    [Fact]
    public async Task A_delivery_of_spans_counts_once()
    {
        await using var host = new WriterHost();
        using (var first = host.SpanWriter.Open(TenantId.Default))
        {
            Assert.Equal(DeliveryState.New, first.Claim("seven"u8).State);
            first.Append(Span);
            await first.CommitAsync(CancellationToken.None);
        }

        using var again = host.SpanWriter.Open(TenantId.Default);
        Assert.Equal(DeliveryState.Known, again.Claim("seven"u8).State);
    }

    [Fact]
    public async Task Appending_to_a_batch_that_was_used_before_allocates_nothing()
    {
        await using var host = new WriterHost();
        using var batch = (Storage.Writing.SpanBatch)host.SpanWriter.Open(TenantId.Default);

        var least = Allocations.LeastOf(() =>
        {
            batch.Clear();
            Append(batch, 1000);
        });

        Assert.Equal(0, least);
    }

    private static void Append(ISpanBatch batch, int spans)
    {
        for (var i = 0; i < spans; i++)
        {
            batch.Append(Span);
        }
    }

    private static async Task CommitSpansAsync(WriterHost host, int spans)
    {
        using var batch = host.SpanWriter.Open(TenantId.Default);
        Append(batch, spans);
        await batch.CommitAsync(CancellationToken.None);
    }

    private static async Task CommitLogAsync(WriterHost host)
    {
        using var batch = host.Open();
        batch.Append(Some.LogRecord());
        await batch.CommitAsync(CancellationToken.None);
    }
}
