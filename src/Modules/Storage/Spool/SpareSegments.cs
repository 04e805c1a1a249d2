namespace Monolith.Storage.Spool;

/// <summary>
/// Files of segments that are no longer needed, kept to be written over. The system has their pages and their places on the
/// disk already; a new file must be given both, which costs it three times as much processor time. Thread-safe.
/// </summary>
/// <param name="folder">The folder of the spool.</param>
/// <param name="limit">How many are kept at most.</param>
internal sealed class SpareSegments(string folder, int limit)
{
    private const string Extension = ".spare";
    private readonly Queue<(string Path, long Bytes)> _files = new();
    private readonly Lock _gate = new();
    private long _bytes;

    /// <summary>How much of the disk they take.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>The path of a file that is to become the segment with another path.</summary>
    public static string PathOf(string segment) => Path.ChangeExtension(segment, Extension);

    /// <summary>Takes in what an earlier run left.</summary>
    public void Find()
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*" + Extension))
        {
            Add(file.FullName, file.Length);
        }
    }

    /// <summary>Keeps a segment's file, or deletes it when there are enough.</summary>
    public void Keep(Segment segment)
    {
        var (path, bytes) = (PathOf(segment.Path), segment.DiskBytes);
        segment.Dispose();
        File.Move(segment.Path, path);
        Add(path, bytes);
    }

    /// <summary>Gives away the one that was kept longest.</summary>
    public bool TryTake(out string path)
    {
        lock (_gate)
        {
            var isThere = _files.TryDequeue(out var file);
            _bytes -= file.Bytes;
            path = file.Path;
            return isThere;
        }
    }

    /// <summary>Makes room on the disk.</summary>
    /// <returns>False when there was nothing to delete.</returns>
    public bool TryDelete()
    {
        var isThere = TryTake(out var path);
        if (isThere)
        {
            File.Delete(path);
        }

        return isThere;
    }

    private void Add(string path, long bytes)
    {
        lock (_gate)
        {
            if (_files.Count < limit)
            {
                _files.Enqueue((path, bytes));
                _bytes += bytes;
                return;
            }
        }

        File.Delete(path);
    }
}
