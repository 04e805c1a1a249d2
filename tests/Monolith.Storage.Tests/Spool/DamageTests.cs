using Monolith.Storage.Spool;

namespace Monolith.Storage.Tests.Spool;

/// <summary>Whatever happens to a segment's bytes: an intact frame is never lost, and a wrong one never read.</summary>
public sealed class DamageTests
{
    private const int Rounds = 300;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_flipped_bit_costs_the_frame_that_it_is_in_and_no_other(int seed)
    {
        using var written = Written(seed, out var payloads, out var starts, out var original);
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var damaged = (byte[])original.Clone();
            var bit = random.Next(damaged.Length * 8);
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            using var spool = Reopened(written, damaged);

            var read = spool.ReadAll();

            var hit = starts.FindLastIndex(s => s <= bit / 8);
            Assert.Equal([.. payloads.Where((_, i) => i != hit)], read);
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void A_cut_costs_what_was_cut_off_and_nothing_before(int seed)
    {
        using var written = Written(seed, out var payloads, out var starts, out var original);
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var length = random.Next(original.Length);
            using var spool = Reopened(written, original[..length]);

            var read = spool.ReadAll();

            var ends = starts.Skip(1).Append(original.Length).ToList();
            Assert.Equal([.. payloads.Where((_, i) => ends[i] <= length)], read);
        }
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public void Overwritten_ranges_never_yield_a_frame_that_was_not_written(int seed)
    {
        using var written = Written(seed, out var payloads, out var starts, out var original);
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var damaged = (byte[])original.Clone();
            var from = random.Next(damaged.Length);
            var to = Math.Min(damaged.Length, from + random.Next(1, 400));
            random.NextBytes(damaged.AsSpan(from..to));
            using var spool = Reopened(written, damaged);

            var read = spool.ReadAll();

            var ends = starts.Skip(1).Append(original.Length).ToList();
            string[] untouched = [.. payloads.Where((_, i) => ends[i] <= from || starts[i] >= to)];
            Assert.Empty(untouched.Except(read, StringComparer.Ordinal));
            Assert.Empty(read.Except(payloads, StringComparer.Ordinal));
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

    [Fact]
    public void A_torn_tail_is_cut_and_is_no_damage()
    {
        using var spool = new TestSpool();
        spool.Append("one", "two");
        var path = spool.SegmentPaths[0];
        spool.Folder.Dispose();
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);

        spool.Restart();

        Assert.Equal(["one"], spool.ReadAll(out var damages));
        Assert.Equal(0, damages);
    }

    private static TestSpool Written(int seed, out List<string> payloads, out List<int> starts, out byte[] segment)
    {
        var random = new Random(seed);
        var spool = new TestSpool();
        payloads = [];
        starts = [];
        for (var i = 0; i < 20; i++)
        {
            var payload = $"{i}:{new string((char)('a' + i), random.Next(300))}MLFR";
            starts.Add((int)spool.Folder.End.Offset);
            spool.Append(payload);
            payloads.Add(payload);
        }

        segment = File.ReadAllBytes(spool.SegmentPaths[0]);
        return spool;
    }

    private static TestSpool Reopened(TestSpool written, byte[] segment)
    {
        // A folder beside the written one, so that the name and with it the salt stay.
        var folder = Path.Combine(written.FolderPath, "damaged-copy");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(written.SegmentPaths[0])), segment);
        return new TestSpool(folder);
    }
}
