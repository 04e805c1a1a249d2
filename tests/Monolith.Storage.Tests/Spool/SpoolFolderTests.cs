using Monolith.Platform.Problems;
using Monolith.Storage.Contracts;
using Monolith.Storage.Spool;

namespace Monolith.Storage.Tests.Spool;

public sealed class SpoolFolderTests
{
    [Fact]
    public void What_was_appended_is_read_in_order_also_after_a_restart()
    {
        using var spool = new TestSpool();
        spool.Append("one");
        spool.Append("two", "three");

        Assert.Equal(["one", "two", "three"], spool.ReadAll());
        spool.Restart();
        spool.Append("four");

        Assert.Equal(["one", "two", "three", "four"], spool.ReadAll());
        Assert.Equal(5ul, spool.Folder.NextNumber);
    }

    [Fact]
    public void A_group_costs_one_fsync()
    {
        using var spool = new TestSpool();
        var before = spool.Disk.Flushes;

        spool.Append("one", "two", "three");

        Assert.Equal(before + 1, spool.Disk.Flushes);
    }

    [Theory]
    [InlineData(Durability.Write)]
    [InlineData(Durability.None)]
    public void With_less_durability_appending_does_not_fsync(Durability durability)
    {
        using var spool = new TestSpool(durability: durability);
        var before = spool.Disk.Flushes;

        spool.Append("one");

        Assert.Equal(before, spool.Disk.Flushes);
    }

    [Fact]
    public void A_second_process_on_the_same_folder_is_refused_and_told_why()
    {
        using var spool = new TestSpool();

        var e = Assert.Throws<IOException>(() => spool.Open());

        Assert.Contains("in use by another process", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_segment_is_followed_by_another_and_freed_once_everything_in_it_is_released()
    {
        using var spool = new TestSpool(segmentBytes: 200);
        spool.Append(new string('a', 200));
        spool.Append(new string('b', 200));
        spool.Append(new string('c', 200));
        Assert.Equal(3, spool.SegmentPaths.Length);

        spool.Folder.Release(spool.Folder.End);

        // The newest stays: its header knows the last id.
        Assert.Single(spool.SegmentPaths);
        Assert.Equal(spool.SegmentPaths[0], spool.Folder.Resolve(spool.Folder.Start).Segment.Path);
    }

    [Fact]
    public void A_freed_segment_is_written_over_and_nothing_that_was_in_it_is_read_again()
    {
        using var spool = new TestSpool(segmentBytes: 2000);
        spool.Append([.. Enumerable.Range(0, 30).Select(i => $"old {i} {new string('o', 100)}")]);
        spool.Append(new string('b', 2000));
        var length = new FileInfo(spool.SegmentPaths[0]).Length;
        spool.Folder.Release(spool.Folder.End);
        Assert.Single(spool.SparePaths);

        spool.Append("new");

        Assert.Empty(spool.SparePaths);
        Assert.Equal(length, new FileInfo(spool.SegmentPaths[1]).Length);
        Assert.Equal([new string('b', 2000), "new"], spool.ReadAll(out var damages));
        spool.Restart();
        Assert.Equal([new string('b', 2000), "new"], spool.ReadAll());
        Assert.Equal(0, damages);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void No_more_freed_segments_are_kept_than_asked_for_also_after_a_restart(int limit)
    {
        using var spool = new TestSpool(segmentBytes: 100, spareSegments: 3);
        AppendSegments(spool, 6);
        spool.Folder.Release(spool.Folder.End);
        Assert.Equal(3, spool.SparePaths.Length);

        spool.Restart(limit);

        // One of them is the segment that every start begins.
        Assert.Equal(Math.Max(0, limit - 1), spool.SparePaths.Length);
        AppendSegments(spool, 6);
        spool.Folder.Release(spool.Folder.End);
        Assert.Equal(limit, spool.SparePaths.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_is_appended_freed_and_restarted_the_spool_holds_what_was_not_freed(int seed)
    {
        using var spool = new TestSpool(segmentBytes: 1000);
        var random = new Random(seed);
        var expected = new List<(SpoolPosition End, string Payload)>();
        var freedTo = default(SpoolPosition);
        for (var step = 0; step < 400; step++)
        {
            switch (random.Next(10))
            {
                case 0:
                    spool.Restart();
                    break;
                case 1 or 2 when expected.Count > 0:
                    freedTo = expected[random.Next(expected.Count)].End;
                    spool.Folder.Release(freedTo);
                    break;
                default:
                    spool.Append($"{step} {new string((char)('a' + (step % 26)), random.Next(400))}");
                    expected.Add((spool.Folder.End, spool.ReadAll()[^1]));
                    break;
            }

            // What lies in a segment with something that was not freed is still there.
            expected.RemoveAll(f => f.End < spool.Folder.Start);
            Assert.Equal(expected.Select(f => f.Payload), spool.ReadAll(out var damages));
            Assert.Equal(0, damages);
        }
    }

    [Fact]
    public void Kept_segments_make_room_when_the_spool_or_the_disk_needs_it()
    {
        using var spool = new TestSpool(maxBytes: 3000, segmentBytes: 100);
        AppendSegments(spool, 3);
        spool.Folder.Release(spool.Folder.End);
        Assert.Equal(2, spool.SparePaths.Length);

        spool.Append(new string('x', 2500));
        spool.Folder.Release(spool.Folder.End);
        Assert.True(Directory.EnumerateFiles(spool.FolderPath).Sum(f => new FileInfo(f).Length) < 3100);

        spool.Disk.AvailableOverride = 10;
        Assert.Throws<OverloadedException>(() => spool.Append("one"));
        Assert.Empty(spool.SparePaths);
    }

    [Fact]
    public void A_segment_ends_at_its_end_mark_when_the_header_of_the_next_is_damaged()
    {
        using var spool = new TestSpool(segmentBytes: 300);
        spool.Append("old one", "old two", new string('o', 600));
        spool.Append(new string('b', 300));
        spool.Folder.Release(spool.Folder.End);
        spool.Append(new string('c', 300));
        spool.Append("last");
        var paths = spool.SegmentPaths;
        spool.Folder.Dispose();
        using (var file = File.OpenWrite(paths[^1]))
        {
            file.Write(new byte[SegmentHeader.Bytes]);
        }

        spool.Restart();

        Assert.Equal([new string('b', 300), new string('c', 300), "last"], spool.ReadAll(out var damages));
        Assert.Equal(0, damages);
    }

    [Fact]
    public void Nothing_is_freed_that_was_not_released()
    {
        using var spool = new TestSpool(segmentBytes: 200);
        spool.Append(new string('a', 200));
        var afterFirst = spool.Folder.End;
        spool.Append(new string('b', 200));
        spool.Append(new string('c', 200));

        spool.Folder.Release(afterFirst with { Offset = afterFirst.Offset - 1 });
        Assert.Equal(3, spool.SegmentPaths.Length);
        spool.Folder.Release(afterFirst);

        Assert.Equal([new string('b', 200), new string('c', 200)], spool.ReadAll());
    }

    [Fact]
    public void Ids_are_not_given_out_again_after_a_restart_even_if_nothing_is_left_in_the_spool()
    {
        using var spool = new TestSpool();
        var frame = spool.Frame("one");
        frame.FirstId = 1000;
        frame.Rows = 50;
        spool.Folder.Append([frame]);

        spool.Restart();
        spool.Folder.Release(spool.Folder.End);
        spool.Restart();

        Assert.Equal(1050ul, spool.Folder.NextId);
    }

    [Fact]
    public void Neither_the_number_nor_the_ids_of_a_last_frame_that_the_disk_has_damaged_are_given_out_again()
    {
        using var spool = new TestSpool();
        spool.Append("one");
        var frame = spool.Frame("two");
        (frame.FirstId, frame.Rows) = (1000, 50);
        spool.Folder.Append([frame]);
        var bytes = File.ReadAllBytes(spool.SegmentPaths[0]);
        bytes[(int)spool.Folder.End.Offset - 1] ^= 1;
        File.WriteAllBytes(spool.SegmentPaths[0], bytes);

        spool.Restart();

        Assert.Equal((3ul, 1050ul), (spool.Folder.NextNumber, spool.Folder.NextId));
        spool.Append("three");
        Assert.Equal(["one", "three"], spool.ReadAll(out var damages));
        Assert.Equal(1, damages);
    }

    [Fact]
    public void A_full_spool_refuses_new_frames_keeps_the_old_ones_and_takes_new_ones_when_there_is_room()
    {
        using var spool = new TestSpool(maxBytes: 1000, segmentBytes: 100);
        spool.Append(new string('a', 300));
        spool.Append(new string('b', 300));

        Assert.Throws<OverloadedException>(() => spool.Append(new string('c', 300)));
        Assert.Equal([new string('a', 300), new string('b', 300)], spool.ReadAll());
        spool.Folder.Release(spool.Folder.End);
        spool.Append(new string('d', 300));

        Assert.Equal(new string('d', 300), spool.ReadAll()[^1]);
    }

    [Fact]
    public void A_disk_that_runs_out_of_headroom_refuses_new_frames()
    {
        using var spool = new TestSpool();
        spool.Disk.AvailableOverride = 10;

        Assert.Throws<OverloadedException>(() => spool.Append("one"));
        spool.Disk.AvailableOverride = null;
        spool.Append("two");

        Assert.Equal(["two"], spool.ReadAll());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_failed_write_fails_its_group_alone(bool truncationsFail)
    {
        using var spool = new TestSpool();
        spool.Append("before");
        spool.Disk.WritesFail = true;
        spool.Disk.TruncationsFail = truncationsFail;

        Assert.Throws<OverloadedException>(() => spool.Append("lost one", "lost two"));
        spool.Disk.WritesFail = false;
        spool.Append("after");

        Assert.Equal(["before", "after"], spool.ReadAll());
        spool.Disk.TruncationsFail = false;
        spool.Restart();
        Assert.Equal(["before", "after"], spool.ReadAll());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_a_failed_fsync_nothing_more_goes_into_that_segment(bool truncationsFail)
    {
        using var spool = new TestSpool();
        spool.Append("before");
        var segments = spool.SegmentPaths;
        spool.Disk.FlushesFail = true;
        spool.Disk.TruncationsFail = truncationsFail;

        Assert.Throws<OverloadedException>(() => spool.Append("lost"));
        Assert.Throws<OverloadedException>(() => spool.Append("lost too"));
        spool.Disk.FlushesFail = false;
        spool.Append("after");

        Assert.Equal(segments.Length + 1, spool.SegmentPaths.Length);
        Assert.Equal(["before", "after"], spool.ReadAll());
        spool.Restart();
        Assert.Equal(["before", "after"], spool.ReadAll());
    }

    [Fact]
    public void A_freed_segment_that_cannot_be_written_over_is_no_loss()
    {
        using var spool = new TestSpool(segmentBytes: 100);
        AppendSegments(spool, 2);
        spool.Folder.Release(spool.Folder.End);
        var before = spool.ReadAll();
        spool.Disk.FlushesFail = true;

        Assert.Throws<OverloadedException>(() => spool.Append("lost"));
        spool.Disk.FlushesFail = false;
        spool.Append("after");

        Assert.Equal([.. before, "after"], spool.ReadAll());
        spool.Restart();
        Assert.Equal([.. before, "after"], spool.ReadAll());
    }

    [Fact]
    public void A_segment_that_a_crash_left_without_a_header_is_no_obstacle()
    {
        using var spool = new TestSpool();
        spool.Append("one");
        spool.Folder.Dispose();
        File.WriteAllBytes(Path.Combine(spool.FolderPath, $"{99:x16}-{7:x16}.segment"), [1, 2, 3]);

        spool.Restart();

        Assert.Equal(["one"], spool.ReadAll());
    }

    private static void AppendSegments(TestSpool spool, int count)
    {
        for (var i = 0; i < count; i++)
        {
            spool.Append(new string((char)('a' + i), 200));
        }
    }
}
