using Monolith.Storage.Spool;

namespace Monolith.Storage.Tests.Spool;

/// <summary>A segment with twenty frames and more, to be damaged and read.</summary>
internal sealed class WrittenSegment : IDisposable
{
    private readonly TestSpool _spool = new(segmentBytes: 16_000);
    private readonly List<(int Start, int End, string Payload)> _frames = [];
    private readonly string _path;

    public WrittenSegment(int seed, bool isUsedAgain)
    {
        var random = new Random(seed);
        if (isUsedAgain)
        {
            LeaveASpareFile(random);
        }

        for (var i = 0; i < 20; i++)
        {
            Append($"{i}:{new string((char)('a' + i), random.Next(300))}MLFR");
        }

        _path = _spool.SegmentPaths[^1];
        Assert.Equal(isUsedAgain, Bytes.Length > End + FrameHeader.Bytes);
    }

    /// <summary>The file: a header, frames, an end mark, and what it held before.</summary>
    public byte[] Bytes => File.ReadAllBytes(_path);

    /// <summary>Where the last frame ends.</summary>
    public int End => (int)_spool.Folder.End.Offset;

    public string[] Payloads => [.. _frames.Select(f => f.Payload)];

    /// <summary>Appends one frame per text, all in one group.</summary>
    public void Append(params string[] payloads)
    {
        var end = 0;
        foreach (var payload in payloads)
        {
            var start = Math.Max(end, _frames.Count == 0 ? SegmentHeader.Bytes : _frames[^1].End);
            end = start + FrameHeader.Bytes + payload.Length;
            _frames.Add((start, end, payload));
        }

        _spool.Append(payloads);
        Assert.Equal(End, end);
    }

    /// <summary>The payloads of the frames that have no byte in a range.</summary>
    public string[] PayloadsOutside(int from, int to) =>
        [.. _frames.Where(f => f.End <= from || f.Start >= to).Select(f => f.Payload)];

    /// <inheritdoc cref="ReadAs(byte[], out int)"/>
    public string[] ReadAs(byte[] bytes) => ReadAs(bytes, out _);

    /// <summary>What a spool finds whose newest segment has these bytes.</summary>
    public string[] ReadAs(byte[] bytes, out int damages)
    {
        // A folder beside the written one, so that the name and with it the salt stay.
        var folder = Path.Combine(_spool.FolderPath, "damaged-copy");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(_path)), bytes);
        using var reopened = new TestSpool(folder);
        return reopened.ReadAll(out damages);
    }

    public void Dispose() => _spool.Dispose();

    private void LeaveASpareFile(Random random)
    {
        _spool.Append([.. Enumerable.Range(0, 150).Select(i => $"old {i}:{new string('o', random.Next(300))}")]);
        _spool.Append(new string('o', 16_000));
        _spool.Folder.Release(_spool.Folder.End);
    }
}
