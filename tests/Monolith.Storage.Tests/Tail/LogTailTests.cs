using System.Text;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Storage.Contracts;
using Monolith.Storage.Tail;

namespace Monolith.Storage.Tests.Tail;

public sealed class LogTailTests
{
    private static readonly TenantId Ours = new("ours");
    private readonly LogTail _tail = new();

    [Fact]
    public void What_a_watcher_keeps_is_shown_once_it_is_durable_with_the_records_own_id()
    {
        var watcher = new Watcher(Ours);
        using var watching = _tail.Watch(watcher);

        var batch = Append("first", "unwanted", "third");
        Assert.Empty(watcher.Shown);
        batch!.Show(firstId: 100);

        Assert.Equal([(100UL, "first"), (102UL, "third")], watcher.Shown);
    }

    [Fact]
    public void A_batch_that_never_becomes_durable_is_not_shown()
    {
        var watcher = new Watcher(Ours);
        using var watching = _tail.Watch(watcher);

        Append("first");

        Assert.Empty(watcher.Shown);
    }

    [Fact]
    public void A_watcher_is_not_even_asked_about_records_of_another_tenant()
    {
        var (ours, theirs) = (new Watcher(Ours), new Watcher(new TenantId("ours2")));
        using var watching = _tail.Watch(ours);
        using var alsoWatching = _tail.Watch(theirs);

        Append("first")!.Show(1);

        Assert.Single(ours.Shown);
        Assert.Equal(0, theirs.Asked);
    }

    [Fact]
    public void Who_has_left_is_asked_no_more_and_nobody_watches_then()
    {
        var (staying, leaving) = (new Watcher(Ours), new Watcher(Ours));
        var staysWatching = _tail.Watch(staying);
        var watching = _tail.Watch(leaving);

        watching.Dispose();
        Append("first")!.Show(1);
        staysWatching.Dispose();

        Assert.Single(staying.Shown);
        Assert.Equal(0, leaving.Asked);
        Assert.False(_tail.IsWatched);
    }

    private TailedBatch? Append(params ReadOnlySpan<string> bodies)
    {
        TailedBatch? kept = null;
        for (var row = 0; row < bodies.Length; row++)
        {
            _tail.Offer("ours"u8, new LogRecord { Body = Encoding.UTF8.GetBytes(bodies[row]) }, row, ref kept);
        }

        return kept;
    }

    private sealed class Watcher(TenantId tenant) : ILogWatcher
    {
        public TenantId Tenant => tenant;

        public int Asked { get; private set; }

        public List<(ulong Id, string Body)> Shown { get; } = [];

        public ReadOnlyMemory<byte> Keep(LogRecord record)
        {
            Asked++;
            return record.Body.Span.SequenceEqual("unwanted"u8) ? default : record.Body.ToArray();
        }

        public void Show(ulong id, ReadOnlyMemory<byte> kept) => Shown.Add((id, Encoding.UTF8.GetString(kept.Span)));
    }
}
