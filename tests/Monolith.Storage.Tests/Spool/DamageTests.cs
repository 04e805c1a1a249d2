using Monolith.Storage.Spool;

namespace Monolith.Storage.Tests.Spool;

/// <summary>Whatever happens to a segment's bytes: an intact frame is never lost, and a wrong one never read.</summary>
public sealed class DamageTests
{
    private const int Rounds = 300;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public void A_flipped_bit_costs_the_frame_that_it_is_in_and_no_other(int seed, bool isUsedAgain)
    {
        using var written = new WrittenSegment(seed, isUsedAgain);
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var damaged = (byte[])written.Bytes.Clone();
            var at = random.Next(damaged.Length);
            damaged[at] ^= (byte)(1 << random.Next(8));

            Assert.Equal(written.PayloadsOutside(at, at + 1), written.ReadAs(damaged));
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void A_cut_costs_what_was_cut_off_and_nothing_before(int seed, bool isUsedAgain)
    {
        using var written = new WrittenSegment(seed, isUsedAgain);
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var length = random.Next(written.Bytes.Length);

            Assert.Equal(written.PayloadsOutside(length, int.MaxValue), written.ReadAs(written.Bytes[..length]));
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public void Overwritten_ranges_never_yield_a_frame_that_was_not_written(int seed, bool isUsedAgain)
    {
        using var written = new WrittenSegment(seed, isUsedAgain);
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var damaged = (byte[])written.Bytes.Clone();
            var from = random.Next(damaged.Length);
            var to = Math.Min(damaged.Length, from + random.Next(1, 400));
            random.NextBytes(damaged.AsSpan(from..to));

            var read = written.ReadAs(damaged);

            Assert.Empty(written.PayloadsOutside(from, to).Except(read, StringComparer.Ordinal));
            Assert.Empty(read.Except(written.Payloads, StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void A_group_whose_writing_was_cut_short_counts_up_to_its_last_whole_frame(int seed, bool isUsedAgain)
    {
        using var written = new WrittenSegment(seed, isUsedAgain);
        var (before, start, payloads) = (written.Bytes, written.End, written.Payloads.Length);
        written.Append("a last group", new string('z', 700), "of three frames");
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            // What was written of it lies over what the file held before.
            var length = random.Next(start, written.End + FrameHeader.Bytes);
            byte[] torn = [.. written.Bytes[..length], .. before.Skip(length)];

            var read = written.ReadAs(torn, out var damages);

            Assert.Equal(written.PayloadsOutside(length, int.MaxValue), read);
            Assert.True(read.Length >= payloads);
            Assert.Equal(0, damages);
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void A_power_cut_while_a_group_is_written_costs_nothing_that_was_written_before(int seed, bool isUsedAgain)
    {
        const int Sector = 512;
        using var written = new WrittenSegment(seed, isUsedAgain);
        var (before, payloads) = (written.Bytes, written.Payloads);
        written.Append("a last group", new string('z', 3000), "of three frames");
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            // The disk writes its sectors in any order; a file may have its length before its content.
            var mixed = (byte[])written.Bytes.Clone();
            for (var at = 0; at < mixed.Length; at += Sector)
            {
                if (random.Next(2) == 0)
                {
                    var sector = mixed.AsSpan(at, Math.Min(Sector, mixed.Length - at));
                    sector.Clear();
                    before.AsSpan(Math.Min(at, before.Length)..Math.Min(at + Sector, before.Length)).CopyTo(sector);
                }
            }

            var read = written.ReadAs(mixed);

            Assert.Equal(payloads, read.Take(payloads.Length));
            Assert.Empty(read.Except(written.Payloads, StringComparer.Ordinal));
        }
    }

    [Fact]
    public void A_payload_that_holds_the_bytes_of_a_frame_is_never_taken_for_one()
    {
        using var spool = new TestSpool();
        spool.Append("victim");
        var copy = System.Text.Encoding.Latin1.GetString(
            File.ReadAllBytes(spool.SegmentPaths[0])[SegmentHeader.Bytes..]
        );
        spool.Append(copy, "last");
        var bytes = File.ReadAllBytes(spool.SegmentPaths[0]);
        bytes[SegmentHeader.Bytes + FrameHeader.Bytes + "victim".Length] ^= 1; // the header around the copy
        File.WriteAllBytes(spool.SegmentPaths[0], bytes);

        var read = spool.ReadAll(out var damages);

        Assert.Equal(["victim", "last"], read);
        Assert.Equal(1, damages);
    }
}
