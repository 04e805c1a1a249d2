using Microsoft.Win32.SafeHandles;
using Monolith.Platform.Files;

namespace Monolith.Storage.Spool;

/// <summary>The real disk.</summary>
internal sealed class SpoolDisk : ISpoolDisk
{
    public ISpoolFile Create(string path) => new SpoolFile(path, FileMode.CreateNew);

    public ISpoolFile Open(string path) => new SpoolFile(path, FileMode.Open);

    public void SyncFolder(string folder) => DurableFiles.SyncFolder(folder);

    public long AvailableBytes(string folder) => new DriveInfo(folder).AvailableFreeSpace;

    private sealed class SpoolFile(string path, FileMode mode) : ISpoolFile
    {
        private readonly SafeFileHandle _handle = File.OpenHandle(
            path,
            mode,
            FileAccess.ReadWrite,
            FileShare.ReadWrite | FileShare.Delete
        );

        public long Length => RandomAccess.GetLength(_handle);

        public void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> pieces) =>
            RandomAccess.Write(_handle, pieces, offset);

        public void Flush() => RandomAccess.FlushToDisk(_handle);

        public void Truncate(long length) => RandomAccess.SetLength(_handle, length);

        public int Read(long offset, Span<byte> into) => RandomAccess.Read(_handle, into, offset);

        public void Dispose() => _handle.Dispose();
    }
}
