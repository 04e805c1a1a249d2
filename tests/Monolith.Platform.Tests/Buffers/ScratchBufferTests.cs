using Monolith.Platform.Buffers;

namespace Monolith.Platform.Tests.Buffers;

public sealed class ScratchBufferTests
{
    [Fact]
    public void What_was_handed_out_stays_as_it_is_when_more_is_taken()
    {
        using var scratch = new ScratchBuffer();
        var kept = Enumerable.Range(0, 500).Select(i => scratch.Copy(Filled(1000, (byte)i))).ToList();

        Assert.All(kept, (memory, i) => Assert.True(memory.Span.SequenceEqual(Filled(1000, (byte)i))));
    }

    [Fact]
    public void Rewinding_takes_back_what_came_after_the_mark_and_nothing_before_it()
    {
        using var scratch = new ScratchBuffer();
        var before = scratch.Copy("before"u8);
        var mark = scratch.Position;
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 200; i++)
            {
                scratch.Copy(Filled(1000, 7));
            }

            scratch.Rewind(mark);

            Assert.Equal(mark, scratch.Position);
            Assert.True(before.Span.SequenceEqual("before"u8));
        }
    }

    [Fact]
    public void A_piece_larger_than_a_chunk_is_handed_out_whole()
    {
        using var scratch = new ScratchBuffer();

        Assert.Equal(1_000_000, scratch.Take(1_000_000).Length);
        Assert.Equal(3, scratch.Copy("abc"u8).Length);
    }

    [Fact]
    public void What_is_given_back_is_handed_out_again()
    {
        using var scratch = new ScratchBuffer();
        scratch.Take(100);
        scratch.Return(60);

        Assert.Equal(40, scratch.Position.Used);
    }

    [Fact]
    public void Records_one_after_the_other_allocate_nothing()
    {
        using var scratch = new ScratchBuffer();
        var start = scratch.Position;

        Assert.Equal(0, Allocations.LeastOf(() => Round(scratch, start)));
    }

    private static void Round(ScratchBuffer scratch, ScratchBuffer.Mark start)
    {
        for (var i = 0; i < 1000; i++)
        {
            scratch.Take(100);
            scratch.Rewind(start);
        }
    }

    private static byte[] Filled(int length, byte value)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill(value);
        return bytes;
    }
}
