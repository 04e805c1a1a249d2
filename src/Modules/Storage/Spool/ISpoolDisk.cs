namespace Monolith.Storage.Spool;

/// <summary>The part of the disk that the spool writes to.</summary>
internal interface ISpoolDisk
{
    /// <summary>Makes a new, empty file.</summary>
    ISpoolFile Create(string path);

    /// <summary>Opens a file that is there.</summary>
    ISpoolFile Open(string path);

    /// <summary>Makes the names in a folder durable.</summary>
    void SyncFolder(string folder);

    /// <summary>How many bytes this process may still write to the disk of a folder.</summary>
    long AvailableBytes(string folder);
}

/// <summary>A file of the spool. Reading and writing at the same time is fine.</summary>
internal interface ISpoolFile : IDisposable
{
    /// <summary>How long the file is.</summary>
    long Length { get; }

    /// <summary>Writes pieces one after the other, beginning at a place. After a failure any part may have been written.</summary>
    void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> pieces);

    /// <summary>Returns once everything written would survive a power cut. After a failure nothing is known of what was
    /// written since the last success, and asking again proves nothing.</summary>
    void Flush();

    /// <summary>Cuts the file.</summary>
    void Truncate(long length);

    /// <summary>Reads what there is from a place on.</summary>
    /// <returns>How many bytes were read; 0 at the end.</returns>
    int Read(long offset, Span<byte> into);
}
