using Monolith.Platform.Signals;

namespace Monolith.Platform.Tests.Signals;

public sealed class LogRecordTests
{
    [Fact]
    public void A_cleared_record_is_like_a_new_one_but_keeps_its_resource()
    {
        var record = new LogRecord
        {
            DurationMs = 3,
            HttpStatus = 200,
            Body = "x"u8.ToArray(),
            IdsAreText = true,
        };
        record.Attributes.Add("a"u8.ToArray(), "b"u8.ToArray());
        record.Resource.Add("c"u8.ToArray(), "d"u8.ToArray());

        record.Clear();

        Assert.Equal(new LogRecord().DurationMs, record.DurationMs);
        Assert.True(double.IsNaN(record.DurationMs));
        Assert.Equal((0, false, 0), (record.HttpStatus, record.IdsAreText, record.Attributes.Count));
        Assert.True(record.Body.IsEmpty);
        Assert.Equal(1, record.Resource.Count);
    }

    [Fact]
    public void A_new_resource_is_told_by_its_version()
    {
        var record = new LogRecord();
        var before = record.ResourceVersion;

        record.ClearResource();

        Assert.NotEqual(before, record.ResourceVersion);
    }

    [Fact]
    public void Attributes_keep_their_order_when_one_is_taken_out()
    {
        var attributes = new AttributeList();
        for (byte i = 0; i < 100; i++)
        {
            attributes.Add(new[] { i }, new[] { i });
        }

        attributes.RemoveAt(50);
        attributes.RemoveAt(98);

        Assert.Equal(98, attributes.Count);
        Assert.Equal(51, attributes.Items[50].Key.Span[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => attributes.RemoveAt(98));
    }

    [Fact]
    public void Attributes_keep_their_order_when_several_are_left_out()
    {
        var attributes = new AttributeList();
        for (byte i = 0; i < 10; i++)
        {
            attributes.Add(new[] { i }, new[] { i });
        }

        attributes.Move(0, 0);
        attributes.Move(5, 1);
        attributes.Move(9, 2);
        attributes.Truncate(3);

        Assert.Equal([0, 5, 9], attributes.Items.ToArray().Select(a => (int)a.Key.Span[0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => attributes.Truncate(4));
    }
}
