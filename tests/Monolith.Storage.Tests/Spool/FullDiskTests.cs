using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Monolith.Platform.Problems;
using Monolith.Storage.Contracts;
using Monolith.Storage.Spool;

namespace Monolith.Storage.Tests.Spool;

/// <summary>A real disk that is really full: a small one in memory, where the system lets the test mount it.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public void A_full_disk_refuses_new_frames_keeps_the_old_ones_and_takes_new_ones_when_there_is_room()
    {
        using var folder = new TemporaryFolder();
        var disk = Directory.CreateDirectory(folder.File("disk")).FullName;
        var isMounted = Run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk);
        try
        {
            FillAndFree(disk, isMounted);
        }
        finally
        {
            if (isMounted)
            {
                Run("umount", disk);
            }
        }
    }

    private static void FillAndFree(string path, bool isMounted)
    {
        // Where nothing can be mounted, the bound of the spool stands in for the end of the disk.
        var maxBytes = isMounted ? 1L << 30 : 4L << 20;
        var limits = new SpoolLimits(maxBytes, 0, 512 * 1024, 2, Durability.Fsync);
        using var spool = SpoolFolder.Open(path, limits, new SpoolDisk(), new ManualTime(), NullLogger.Instance);
        var written = 0;
        var fill = () =>
        {
            while (true)
            {
                spool.Append([Frame(spool)]);
                written++;
            }
        };

        var refused = Assert.Throws<OverloadedException>((Action)fill);

        Assert.True(refused.RetryAfter > TimeSpan.Zero);
        Assert.InRange(written, 20, 60);
        Assert.Equal(written, Count(spool));
        spool.Release(spool.End);
        spool.Append([Frame(spool)]);
        Assert.True(Count(spool) > 0);
    }

    private static SpoolFrame Frame(SpoolFolder spool)
    {
        var frame = new SpoolFrame
        {
            Kind = StreamKind.Logs,
            Rows = 1,
            FirstId = spool.NextId,
        };
        frame.Payload.Add(new byte[100 * 1024]);
        return frame;
    }

    private static int Count(SpoolFolder spool)
    {
        var scanner = new FrameScanner();
        var position = spool.Start;
        for (var count = 0; ; count++)
        {
            var (segment, from) = spool.Resolve(position);
            var found = scanner.Next(segment, from.Offset, segment.Length);
            if (found.What != Found.Frame)
            {
                Assert.Equal(Found.End, found.What);
                return count;
            }

            position = new SpoolPosition(segment.Sequence, found.EndOffset);
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
