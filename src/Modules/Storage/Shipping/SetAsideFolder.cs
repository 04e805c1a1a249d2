using System.Globalization;
using Microsoft.Extensions.Logging;
using Monolith.Platform.Files;
using Monolith.Storage.Spool;

namespace Monolith.Storage.Shipping;

/// <summary>
/// Keeps bytes of the spool that cannot be shipped, each with a report beside it, so that the queue goes on and nothing
/// is dropped. A person looks at the files and deletes them.
/// </summary>
internal sealed class SetAsideFolder(string path, string reason, StorageMetrics metrics, ILogger logger)
{
    private const string Extension = ".bytes";

    /// <summary>How many files there are.</summary>
    public int Files => Directory.Exists(path) ? Directory.EnumerateFiles(path, "*" + Extension).Count() : 0;

    /// <summary>Copies bytes of a segment. Does nothing when they were copied before.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="offset">Where the bytes begin.</param>
    /// <param name="bytes">How many they are.</param>
    /// <param name="detail">What is wrong with them, for the report. Holds nothing of the records.</param>
    public void Keep(Segment segment, long offset, long bytes, string detail)
    {
        Directory.CreateDirectory(path);
        var name = $"{System.IO.Path.GetFileNameWithoutExtension(segment.Path)}-{offset}";
        var target = System.IO.Path.Combine(path, name + Extension);
        if (File.Exists(target))
        {
            return;
        }

        Copy(segment, offset, bytes, target + ".new");
        var report = string.Create(
            CultureInfo.InvariantCulture,
            $"What: {reason}\nDetail: {detail}\nSegment: {segment.Path}\nOffset: {offset}\nBytes: {bytes}\n"
        );
        File.WriteAllText(System.IO.Path.Combine(path, name + ".txt"), report);
        File.Move(target + ".new", target, overwrite: true);
        DurableFiles.SyncFolder(path);
        metrics.FrameSetAside(reason);
        logger.SetAside(bytes, reason, target, detail);
    }

    private static void Copy(Segment segment, long offset, long bytes, string target)
    {
        using var file = File.OpenHandle(target, FileMode.Create, FileAccess.Write);
        var chunk = new byte[128 * 1024];
        for (long copied = 0; copied < bytes; )
        {
            var read = segment.File.Read(offset + copied, chunk.AsSpan(0, (int)Math.Min(chunk.Length, bytes - copied)));
            if (read == 0)
            {
                break;
            }

            RandomAccess.Write(file, chunk.AsSpan(0, read), copied);
            copied += read;
        }

        RandomAccess.FlushToDisk(file);
    }
}
