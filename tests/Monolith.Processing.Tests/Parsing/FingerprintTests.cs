using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Monolith.Platform.Buffers;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Parsing.Fingerprints;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Tests.Parsing;

public sealed class FingerprintTests
{
    [Theory]
    [InlineData("Order 17 shipped in 2.5 s", "Order 900001 shipped in 12 s")]
    [InlineData("user 'Ann' signed in", "user 'Bob Lee' signed in")]
    [InlineData("took f47ac10b-58cc-4372-a567-0e02b2c3d479", "took 00000000-aaaa-4372-bbbb-0e02b2c3d47f")]
    [InlineData("at 2026-03-04T05:06:07.123Z from 10.0.0.1:80", "at 2027-12-31T23:59:59Z from 192.168.1.1:4711")]
    [InlineData("commit deadbeef", "commit cafebabe")]
    [InlineData("ids [1, 2, 3]", "ids [7]")]
    [InlineData("from fe80::1ff:fe23:4567:890a", "from fe80::9ff:fe23:4567:890b")]
    public void Messages_that_differ_in_their_values_are_alike(string one, string other) =>
        Assert.Equal(Hash(one), Hash(other));

    [Theory]
    [InlineData("Order 17 shipped", "Order 17 lost")]
    [InlineData("signed in", "signed out")]
    [InlineData("id:17", "order:17")]
    [InlineData("ab c", "a bc")]
    [InlineData("größer", "größter")]
    [InlineData("took 17", "took")]
    public void Messages_of_other_words_are_not(string one, string other) => Assert.NotEqual(Hash(one), Hash(other));

    [Fact]
    public void A_hash_is_the_same_for_ever_because_it_is_stored() =>
        Assert.Equal(17_461_559_750_162_007_138UL, Hash("Order 17 shipped"));

    [Fact]
    public void A_message_without_words_has_no_pattern() => Assert.Equal((0UL, 0UL), (Hash(""), Hash(" --- ")));

    [Fact]
    public void The_stage_puts_it_on_the_record_without_allocating()
    {
        var stage = new FingerprintKind().Build(
            JsonNode.Parse("""{"field": "body"}"""),
            new StageScope(TenantId.Default, "usual", "fingerprint", IsTrial: false)
        );
        var context = new StageContext(TenantId.Default, new ScratchBuffer(), new Tally(), 0);
        var record = new LogRecord { Body = "Order 17 shipped to 'Ann'"u8.ToArray() };

        Assert.Equal(0, Allocations.LeastOf(() => stage.Apply(record, in context), times: 1_000));
        Assert.Equal(Hash("Order 18 shipped to 'Bob'"), record.PatternHash);
    }

    [Theory]
    [InlineData("'")]
    [InlineData("\"a")]
    [InlineData("1-")]
    [InlineData("a'b\"c")]
    [InlineData("é")]
    public void The_worst_message_takes_time_that_grows_with_its_length_alone(string piece)
    {
        var message = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length)));
        var watch = Stopwatch.StartNew();

        MessagePattern.HashOf(message);

        Assert.True(watch.ElapsedMilliseconds < 1_000, $"{watch.ElapsedMilliseconds} ms");
    }

    private static ulong Hash(string message) => MessagePattern.HashOf(Encoding.UTF8.GetBytes(message));
}
