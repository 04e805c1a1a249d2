using Monolith.Platform.Problems;
using Monolith.Storage.Contracts;

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
    public void A_segment_that_a_crash_left_without_a_header_is_no_obstacle()
    {
        using var spool = new TestSpool();
        spool.Append("one");
        spool.Folder.Dispose();
        File.WriteAllBytes(Path.Combine(spool.FolderPath, $"{99:x16}-{7:x16}.segment"), [1, 2, 3]);

        spool.Restart();

        Assert.Equal(["one"], spool.ReadAll());
    }
}
