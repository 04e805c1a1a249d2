using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Monolith.Storage.Contracts;
using Monolith.Storage.Spool;

namespace Monolith.Storage.Tests.Spool;

/// <summary>A spool in a folder of a test's own, and short ways to write to it and to read all of it.</summary>
internal sealed class TestSpool : IDisposable
{
    private SpoolLimits _limits;
    private readonly FaultyDisk _disk;
    private readonly TemporaryFolder? _owned;

    public TestSpool(
        string? folder = null,
        long maxBytes = 1 << 30,
        long segmentBytes = 1 << 20,
        Durability durability = Durability.Fsync,
        int spareSegments = 2
    )
    {
        _owned = folder is null ? new TemporaryFolder() : null;
        FolderPath = folder ?? _owned!.File("spool");
        _limits = new SpoolLimits(maxBytes, 0, segmentBytes, spareSegments, durability);
        _disk = new FaultyDisk();
        Folder = Open();
    }

    public string FolderPath { get; }

    public FaultyDisk Disk => _disk;

    public ManualTime Time { get; } = new();

    public SpoolFolder Folder { get; private set; }

    public string[] SegmentPaths => [.. Segment.PathsIn(FolderPath)];

    public string[] SparePaths => Directory.GetFiles(FolderPath, "*.spare");

    /// <summary>Appends one frame per text, all in one group.</summary>
    public void Append(params string[] payloads) => Folder.Append([.. payloads.Select(p => Frame(p))]);

    public SpoolFrame Frame(string payload)
    {
        var frame = new SpoolFrame
        {
            Kind = StreamKind.Logs,
            Rows = 1,
            FirstId = Folder.NextId,
        };

        // In two pieces, because real payloads come in many.
        var bytes = Encoding.UTF8.GetBytes(payload);
        frame.Payload.Add(bytes.AsMemory(0, bytes.Length / 2));
        frame.Payload.Add(bytes.AsMemory(bytes.Length / 2));
        return frame;
    }

    public SpoolFolder Open() => SpoolFolder.Open(FolderPath, _limits, _disk, Time, NullLogger.Instance);

    public void Restart(int? spareSegments = null)
    {
        _limits = _limits with { SpareSegments = spareSegments ?? _limits.SpareSegments };
        Folder.Dispose();
        Folder = Open();
    }

    /// <summary>The payloads of all intact frames, in order.</summary>
    public string[] ReadAll() => ReadAll(out _);

    /// <summary>The payloads of all intact frames, in order.</summary>
    public string[] ReadAll(out int damages)
    {
        var scanner = new FrameScanner();
        var payloads = new List<string>();
        var position = Folder.Start;
        damages = 0;
        while (true)
        {
            var (segment, from) = Folder.Resolve(position);
            var found = scanner.Next(segment, from.Offset, segment.Length);
            if (found.What == Found.End)
            {
                return [.. payloads];
            }

            position = new SpoolPosition(segment.Sequence, found.EndOffset);
            if (found.What == Found.Frame)
            {
                var bytes = new byte[found.Header.PayloadBytes];
                Assert.Equal(bytes.Length, segment.File.Read(found.Offset + FrameHeader.Bytes, bytes));
                payloads.Add(Encoding.UTF8.GetString(bytes));
            }
            else
            {
                damages++;
            }
        }
    }

    public void Dispose()
    {
        Folder.Dispose();
        _owned?.Dispose();
    }
}
