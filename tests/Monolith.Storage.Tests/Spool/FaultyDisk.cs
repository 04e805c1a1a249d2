using Monolith.Storage.Spool;

namespace Monolith.Storage.Tests.Spool;

/// <summary>The real disk, until it is told to fail. A failed write leaves half of its bytes behind, as a full disk does.</summary>
internal sealed class FaultyDisk : ISpoolDisk
{
    private readonly SpoolDisk _real = new();

    public long? AvailableOverride { get; set; }

    public bool WritesFail { get; set; }

    public bool FlushesFail { get; set; }

    public bool TruncationsFail { get; set; }

    public int Flushes { get; private set; }

    public ISpoolFile Create(string path) => new FaultyFile(this, _real.Create(path));

    public ISpoolFile Open(string path) => new FaultyFile(this, _real.Open(path));

    public void SyncFolder(string folder) => _real.SyncFolder(folder);

    public long AvailableBytes(string folder) => AvailableOverride ?? _real.AvailableBytes(folder);

    private sealed class FaultyFile(FaultyDisk disk, ISpoolFile real) : ISpoolFile
    {
        public long Length => real.Length;

        public void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> pieces)
        {
            if (disk.WritesFail)
            {
                real.Write(offset, [.. pieces.Take((pieces.Count + 1) / 2)]);
                throw new IOException("No space left on device");
            }

            real.Write(offset, pieces);
        }

        public void Flush()
        {
            if (disk.FlushesFail)
            {
                throw new IOException("Input/output error");
            }

            disk.Flushes++;
            real.Flush();
        }

        public void Truncate(long length)
        {
            if (disk.TruncationsFail)
            {
                throw new IOException("Input/output error");
            }

            real.Truncate(length);
        }

        public int Read(long offset, Span<byte> into) => real.Read(offset, into);

        public void Dispose() => real.Dispose();
    }
}
