using System.Globalization;
using System.Text;
using Monolith.Platform.Signals;
using Monolith.Processing.Routing.Queue;
using Monolith.Processing.Sampling;

namespace Monolith.Processing.Tests.Sampling;

public sealed class LeftOutRecordsTests
{
    private const int MaxBytes = 256 * 1024;
    private const long Second = 1_000_000_000;

    private readonly LeftOutRecords _records = new(MaxBytes, LeftOuts.Metrics());
    private readonly LogRecord _record = new();

    [Fact]
    public void Those_with_an_id_are_taken_once_and_in_the_order_in_which_they_came()
    {
        Add("first", new RecordIds(1, 10));
        Add("another", new RecordIds(2, 20));
        Add("second", new RecordIds(0, 10));
        Add("third", new RecordIds(1, 0));

        Assert.Equal(["first", "second"], Take(10));
        Assert.Equal(["third"], Take(1));
        Assert.Empty(Take(10));
        Assert.Equal(["another"], Take(2));
    }

    [Fact]
    public void Both_ids_may_be_the_same()
    {
        Add("first", new RecordIds(7, 7));
        Add("second", new RecordIds(7, 7));

        Assert.Equal(["first", "second"], Take(7));
    }

    [Fact]
    public void What_is_too_old_is_not_found()
    {
        Add("old", new RecordIds(1, 0), until: 10 * Second);
        Add("young", new RecordIds(1, 0), until: 20 * Second);

        Assert.Equal(["young"], Take(1, now: 11 * Second));
    }

    [Fact]
    public void A_flood_pushes_out_the_oldest_and_takes_no_more_memory()
    {
        Add("the first", new RecordIds(1, 0));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 10_000; n++)
        {
            _record.Attributes.Clear();
            Add("flood", new RecordIds(2, (ulong)n + 100));
        }

        // The numbers of the loop make no text; only what the test itself makes is allowed for.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000 * 64);
        Assert.Empty(Take(1));
        var left = Take(2);
        Assert.InRange(left.Count, 500, MaxBytes / 100);
        Assert.Equal(["flood"], left.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public void A_record_that_would_push_out_too_many_is_not_kept()
    {
        Add("small", new RecordIds(1, 0));
        Add(new string('x', MaxBytes / 10), new RecordIds(1, 0));

        Assert.Equal(["small"], Take(1));
    }

    [Fact]
    public void Nothing_is_kept_where_there_is_no_room()
    {
        var none = new LeftOutRecords(0, LeftOuts.Metrics());
        using var taken = new TakenRecords();

        none.Add(_record, new LeftOutNote(new RecordIds(1, 2), Second, 1), 0);
        none.Take(1, 0, taken);

        Assert.Equal(0, taken.Count);
    }

    [Fact]
    public void Those_of_a_batch_that_came_to_nothing_are_forgotten()
    {
        Add("another's", new RecordIds(1, 0), batch: 1);
        var first = Add("its first", new RecordIds(1, 0), batch: 2);
        Add("another's, too", new RecordIds(1, 0), batch: 1);
        Add("its second", new RecordIds(1, 0), batch: 2);

        _records.Remove(2, first);

        Assert.Equal(["another's", "another's, too"], Take(1));
    }

    /// <summary>Whatever comes in whatever order: nothing is found that was not there, nothing twice, and of the youngest nothing is
    /// missing.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Anything_that_is_done_leaves_it_whole(int seed)
    {
        var random = new Random(seed);
        var there = new LinkedList<(string Body, RecordIds Ids, long Place, int Bytes)>();
        for (var n = 0; n < 20_000; n++)
        {
            var ids = new RecordIds((ulong)random.Next(0, 40), (ulong)random.Next(0, 400));
            switch (random.Next(20))
            {
                case 0:
                    var taken = Take(ids.Second);
                    var expected = there
                        .Where(r => ids.Second != 0 && r.Ids.Has(ids.Second))
                        .Select(r => r.Body)
                        .ToList();

                    // The oldest may have been pushed out.
                    Assert.Equal(expected.Skip(expected.Count - taken.Count), taken);
                    var young = there
                        .Reverse()
                        .Where((_, i) => i < 30)
                        .Count(r => ids.Second != 0 && r.Ids.Has(ids.Second));
                    Assert.InRange(taken.Count, young, expected.Count);
                    Forget(r => ids.Second != 0 && r.Ids.Has(ids.Second));
                    break;
                case 1 when there.Last is { } last:
                    Assert.True(_records.TryRemove(last.Value.Place));
                    Assert.False(_records.TryRemove(last.Value.Place));
                    there.RemoveLast();
                    break;
                default:
                    var body = n.ToString(CultureInfo.InvariantCulture) + new string('.', random.Next(0, 4_000));
                    there.AddLast((body, ids, Add(body, ids), body.Length));
                    break;
            }
        }

        void Forget(Func<(string, RecordIds Ids, long, int), bool> which)
        {
            for (var node = there.First; node is not null; )
            {
                var next = node.Next;
                if (which(node.Value))
                {
                    there.Remove(node);
                }

                node = next;
            }
        }
    }

    private long Add(string body, RecordIds ids, long until = 1_000 * Second, long batch = 1)
    {
        _record.Body = Encoding.UTF8.GetBytes(body);
        return _records.Add(_record, new LeftOutNote(ids, until, batch), now: 0);
    }

    private List<string> Take(ulong id, long now = 0)
    {
        using var taken = new TakenRecords();
        _records.Take(id, now, taken);
        var bodies = new List<string>();
        for (var i = 0; i < taken.Count; i++)
        {
            RecordCodec.Read(taken[i].Encoded, _record);
            bodies.Add(Encoding.UTF8.GetString(_record.Body.Span));
        }

        return bodies;
    }
}
