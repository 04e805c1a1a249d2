using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Platform.Signals;
using Monolith.Storage.Deliveries;
using Monolith.Storage.Shipping;
using Monolith.Storage.Spool;
using Monolith.Storage.Tests.Spool;

namespace Monolith.Storage.Tests.Deliveries;

/// <summary>What is known of deliveries after the process has died: those whose records are there, and no others.</summary>
public sealed class DeliveryRecoveryTests
{
    [Fact]
    public void A_group_is_whole_or_not_there_wherever_it_is_cut()
    {
        using var spool = new TestSpool();
        spool.Append("before");
        var start = (int)spool.Folder.End.Offset;
        AppendGroup(spool, Id(1), "one", "two");
        var end = (int)spool.Folder.End.Offset;
        var path = spool.SegmentPaths[0];
        var whole = File.ReadAllBytes(path);
        for (var length = start; length <= whole.Length; length++)
        {
            spool.Folder.Dispose();
            Array.ForEach(spool.SegmentPaths, File.Delete);
            File.WriteAllBytes(path, whole[..length]);

            spool.Restart();

            var isWhole = length >= end;
            Assert.Equal(isWhole, IsKnown(Scan(spool), Id(1)));
            Assert.Equal(isWhole ? 4 : 1, spool.ReadAll(out var damages).Length);
            Assert.Equal(0, damages);
            Assert.Equal(isWhole ? 5ul : 2ul, spool.Folder.NextNumber);
        }
    }

    [Fact]
    public void Deliveries_are_read_back_from_all_segments_and_frames_without_any_are_passed_over()
    {
        using var spool = new TestSpool(segmentBytes: 200);
        AppendGroup(spool, Id(1), new string('a', 300));
        spool.Append(new string('b', 300), new string('c', 300));
        AppendGroup(spool, Id(2), new string('d', 300));

        spool.Restart();
        var window = Scan(spool);

        Assert.Equal((true, true, false), (IsKnown(window, Id(1)), IsKnown(window, Id(2)), IsKnown(window, Id(3))));
    }

    [Fact]
    public void Deliveries_whose_records_the_disk_has_damaged_are_not_known()
    {
        using var spool = new TestSpool();
        AppendGroup(spool, Id(1), "one");
        AppendGroup(spool, Id(2), "two");
        var path = spool.SegmentPaths[0];
        spool.Folder.Dispose();
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().IndexOf("one"u8)] ^= 1;
        File.WriteAllBytes(path, bytes);

        spool.Restart();
        var window = Scan(spool);

        Assert.Equal((false, true), (IsKnown(window, Id(1)), IsKnown(window, Id(2))));
    }

    [Fact]
    public void Deliveries_that_are_older_than_the_window_are_passed_over()
    {
        using var spool = new TestSpool();
        AppendGroup(spool, Id(1), "old");
        spool.Time.Advance(TimeSpan.FromMinutes(30));
        AppendGroup(spool, Id(2), "new");

        var window = Scan(spool);

        Assert.Equal((false, true), (IsKnown(window, Id(1)), IsKnown(window, Id(2))));
    }

    [Fact]
    public void What_has_left_the_spool_is_in_the_files_whose_size_is_bounded()
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTime();
        using (var files = new DeliveryFiles(folder.Path, 500, TimeSpan.FromMinutes(10), time))
        {
            files.ReadInto(NewWindow(time));
            for (var i = 0; i < 10_000; i++)
            {
                files.Append(Bytes(Id(i)));
            }
        }

        var window = NewWindow(time);
        using var again = new DeliveryFiles(folder.Path, 500, TimeSpan.FromMinutes(10), time);
        again.ReadInto(window);

        Assert.All(Enumerable.Range(9_500, 500), i => Assert.True(IsKnown(window, Id(i))));
        Assert.InRange(Directory.GetFiles(folder.Path).Sum(f => new FileInfo(f).Length), 1, 2 * ((500 * 24) + 8));
    }

    [Fact]
    public void A_file_that_was_cut_anywhere_is_read_up_to_there_and_goes_on_from_there()
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTime();
        using (var files = new DeliveryFiles(folder.Path, 500, TimeSpan.FromMinutes(10), time))
        {
            files.ReadInto(NewWindow(time));
            files.Append(Bytes(Id(1)));
            files.Append(Bytes(Id(2)));
        }

        var path = folder.File("deliveries.recent");
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            using (var files = new DeliveryFiles(folder.Path, 500, TimeSpan.FromMinutes(10), time))
            {
                files.ReadInto(NewWindow(time));
                files.Append(Bytes(Id(3)));
            }

            var window = NewWindow(time);
            using var again = new DeliveryFiles(folder.Path, 500, TimeSpan.FromMinutes(10), time);
            again.ReadInto(window);

            Assert.Equal(
                (length >= 8 + 24, false, true),
                (IsKnown(window, Id(1)), IsKnown(window, Id(2)), IsKnown(window, Id(3)))
            );
        }
    }

    private static DeliveryId Id(int number) => new((UInt128)number);

    private static byte[] Bytes(DeliveryId id)
    {
        var bytes = new byte[DeliveryId.Bytes];
        id.Write(bytes);
        return bytes;
    }

    private static void AppendGroup(TestSpool spool, DeliveryId id, params string[] payloads)
    {
        var deliveries = new SpoolFrame { Kind = StreamKind.Deliveries, FirstId = spool.Folder.NextId };
        deliveries.Payload.Add(Bytes(id));
        List<SpoolFrame> frames = [deliveries, .. payloads.Select(spool.Frame)];
        frames[..^1].ForEach(frame => frame.IsFollowed = true);
        spool.Folder.Append(frames);
    }

    private static DeliveryWindow Scan(TestSpool spool)
    {
        var window = NewWindow(spool.Time);
        new DeliveryScan(spool.Folder, spool.Time.GetUtcNow() - TimeSpan.FromMinutes(10)).ReadInto(window);
        return window;
    }

    private static DeliveryWindow NewWindow(TimeProvider time)
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        return new DeliveryWindow(Options.Create(new StorageOptions()), time, new StorageMetrics(meters));
    }

    private static bool IsKnown(DeliveryWindow window, DeliveryId id)
    {
        var claims = new DeliveryClaims();
        var state = window.Claim(id, claims).State;
        window.Settle(claims, isDurable: false);
        return state == DeliveryState.Known;
    }
}
