using System.Text;
using Monolith.Ingest.Fluent.MessagePack;

namespace Monolith.Ingest.Tests.Fluent;

public sealed class MessagePackTests
{
    [Fact]
    public void Whatever_was_written_is_read_again_in_every_form_that_a_value_may_have()
    {
        for (var seed = 0; seed < 3_000; seed++)
        {
            var random = new Random(seed);
            var value = SomeValue(random, depth: 4);
            var bytes = Pack.Of(value, random);

            var reader = new MessagePackReader(bytes);

            AssertIs(value, ref reader);
            Assert.True(reader.IsAtEnd && !reader.IsBroken);
        }
    }

    [Fact]
    public void Values_are_found_whole_however_they_are_cut()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var values = Enumerable.Range(0, 5).Select(_ => Pack.Of(SomeValue(random, depth: 3), random)).ToArray();
            var bytes = values.SelectMany(v => v).ToArray();

            for (var piece = 1; piece < 12; piece++)
            {
                var frames = Frames(bytes, piece);
                Assert.Equal(values.Length, frames.Count);
                Assert.All(frames.Zip(values), f => Assert.True(f.First.AsSpan().SequenceEqual(f.Second)));
            }
        }
    }

    [Fact]
    public void A_value_is_incomplete_until_its_last_byte()
    {
        var random = new Random(5);
        for (var i = 0; i < 200; i++)
        {
            var bytes = Pack.Of(SomeValue(random, depth: 3), random);
            for (var length = 0; length < bytes.Length; length++)
            {
                var part = bytes.AsSpan(0, length);
                var state = new MessagePackFraming(1 << 20).Find(part, out _);
                Assert.True(state == FrameState.Incomplete, $"The first {length} bytes of {bytes.Length} are {state}.");
                Assert.False(new MessagePackReader(part).TrySkip());
            }

            Assert.True(new MessagePackReader(bytes).TrySkip());
        }
    }

    [Theory]
    [InlineData("C1", FrameState.Broken)]
    [InlineData("92C0C1", FrameState.Broken)]
    [InlineData("DBFFFFFFFF", FrameState.TooLarge)]
    [InlineData("C6FFFFFFFF00", FrameState.TooLarge)]
    [InlineData("DDFFFFFFFF90", FrameState.TooLarge)]
    [InlineData("DFFFFFFFFF", FrameState.TooLarge)]
    [InlineData("C9FFFFFFFF00", FrameState.TooLarge)]
    [InlineData("DDFFFF0000DDFFFF0000DDFFFF0000DDFFFF0000", FrameState.TooLarge)]
    [InlineData("DB00000400", FrameState.TooLarge)]
    [InlineData("DB000003F0", FrameState.Incomplete)]
    public void What_a_value_claims_is_believed_only_up_to_the_bound(string hex, object state)
    {
        Assert.Equal((FrameState)state, new MessagePackFraming(1024).Find(Convert.FromHexString(hex), out _));
    }

    [Theory]
    [InlineData("C1")]
    [InlineData("DBFFFFFFFF00")]
    [InlineData("DDFFFFFFFF00")]
    [InlineData("DF7FFFFFFFC0C0")]
    [InlineData("C9FFFFFFFF0000")]
    [InlineData("A3616")]
    [InlineData("")]
    public void Bytes_that_are_no_value_leave_the_reader_broken(string hex)
    {
        var reader = new MessagePackReader(Convert.FromHexString(hex.PadRight(hex.Length + (hex.Length % 2), '1')));

        Assert.False(reader.TryRead(out _) && reader.TrySkip());
        Assert.True(reader.IsBroken);
    }

    [Fact]
    public void A_million_levels_are_walked_without_a_stack()
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0x91, 1_000_000), 0xC0];

        var reader = new MessagePackReader(bytes);

        Assert.True(reader.TrySkip());
        Assert.Equal(FrameState.Whole, new MessagePackFraming(2_000_000).Find(bytes, out _));
    }

    [Fact]
    public void Any_bytes_at_all_are_read_to_an_end()
    {
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);

            var reader = new MessagePackReader(bytes);
            while (!reader.IsAtEnd && reader.TrySkip()) { }

            Assert.True(reader.IsBroken || reader.IsAtEnd);
            Assert.InRange(reader.At, 0, bytes.Length);
        }
    }

    private static List<byte[]> Frames(byte[] bytes, int piece)
    {
        var framing = new MessagePackFraming(1 << 20);
        var found = new List<byte[]>();
        var start = 0;
        for (var end = 0; end < bytes.Length; )
        {
            end = Math.Min(end + piece, bytes.Length);
            while (framing.Find(bytes.AsSpan(start, end - start), out var length) == FrameState.Whole)
            {
                found.Add(bytes[start..(start + length)]);
                start += length;
            }
        }

        return found;
    }

    private static object? SomeValue(Random random, int depth) =>
        random.Next(depth > 0 ? 12 : 9) switch
        {
            0 => null,
            1 => random.Next(2) == 0,
            2 => random.NextInt64(-40, 200),
            3 => random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(60),
            4 => ulong.MaxValue - (ulong)random.Next(),
            5 => random.NextDouble() * 1e10,
            6 => new string('ä', random.Next(random.Next(2) == 0 ? 40 : 400)),
            7 => new byte[random.Next(300)],
            8 => new Pack.Extension((sbyte)random.Next(-128, 128), new byte[random.Next(1, 20)]),
            9 or 10 => Enumerable.Range(0, random.Next(20)).Select(_ => SomeValue(random, depth - 1)).ToArray(),
            _ => new Pack.Map([
                .. Enumerable.Range(0, random.Next(20)).Select(i => ((object?)$"k{i}", SomeValue(random, depth - 1))),
            ]),
        };

    private static void AssertIs(object? expected, ref MessagePackReader reader)
    {
        Assert.True(reader.TryRead(out var value));
        switch (expected)
        {
            case null:
                Assert.Equal(MessagePackKind.Nil, value.Kind);
                break;
            case bool yes:
                Assert.Equal((MessagePackKind.Boolean, yes ? 1UL : 0UL), (value.Kind, value.Number));
                break;
            case long number:
                Assert.Equal((MessagePackKind.Integer, number), (value.Kind, (long)value.Number));
                break;
            case ulong number:
                Assert.Equal((MessagePackKind.LargeInteger, number), (value.Kind, value.Number));
                break;
            case double number:
                Assert.Equal(
                    (MessagePackKind.Float, number),
                    (value.Kind, BitConverter.UInt64BitsToDouble(value.Number))
                );
                break;
            case string text:
                Assert.Equal(MessagePackKind.Text, value.Kind);
                Assert.Equal(text, Encoding.UTF8.GetString(reader.ContentOf(value)));
                break;
            case byte[] data:
                Assert.Equal(MessagePackKind.Bytes, value.Kind);
                Assert.True(reader.ContentOf(value).SequenceEqual(data));
                break;
            case Pack.Extension extension:
                Assert.Equal((MessagePackKind.Extension, extension.Type), (value.Kind, value.ExtensionType));
                Assert.True(reader.ContentOf(value).SequenceEqual(extension.Data));
                break;
            case object?[] array:
                Assert.Equal((MessagePackKind.Array, (uint)array.Length), (value.Kind, value.Count));
                foreach (var item in array)
                {
                    AssertIs(item, ref reader);
                }

                break;
            case Pack.Map map:
                Assert.Equal((MessagePackKind.Map, (uint)map.Pairs.Length), (value.Kind, value.Count));
                foreach (var (key, item) in map.Pairs)
                {
                    AssertIs(key, ref reader);
                    AssertIs(item, ref reader);
                }

                break;
        }
    }
}
