using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Monolith.Platform.Buffers;
using Monolith.Platform.Files;
using Monolith.Platform.Signals;
using Monolith.Storage.Spool;

namespace Monolith.Storage.Deliveries;

/// <summary>
/// The deliveries whose frames have left the spool, on disk: a recent file that grows and an older one, as in
/// <see cref="DeliveryWindow"/>. Chunks one after the other: a checksum, a count, and so many ids. Touched only by the
/// shipper, once it is read.
/// </summary>
internal sealed class DeliveryFiles : IDisposable
{
    private const int ChunkHeaderBytes = 8;

    private readonly string _folder;
    private readonly int _generationIds;
    private readonly TimeSpan _window;
    private readonly TimeProvider _clock;
    private SafeFileHandle _recent;
    private long _length;
    private long _ids;
    private DateTimeOffset _began;

    public DeliveryFiles(string folder, int generationIds, TimeSpan window, TimeProvider clock)
    {
        (_folder, _generationIds, _window, _clock) = (folder, generationIds, window, clock);
        _recent = Open();
    }

    private static ReadOnlySpan<byte> Magic => "MLDL\u0001\0\0\0"u8;

    private string RecentPath => Path.Combine(_folder, "deliveries.recent");

    private string OlderPath => Path.Combine(_folder, "deliveries.older");

    /// <summary>Reads all ids back, the oldest first. What a crash left half written at the end is cut off: its frames are
    /// still in the spool.</summary>
    public void ReadInto(DeliveryWindow window)
    {
        if (File.Exists(OlderPath))
        {
            Read(File.ReadAllBytes(OlderPath), window, out _);
        }

        var bytes = File.ReadAllBytes(RecentPath);
        _length = Read(bytes, window, out _ids);
        RandomAccess.SetLength(_recent, _length);
    }

    /// <summary>Appends ids. They are durable when this returns; called again after a failure, they are written again.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Append(ReadOnlySpan<byte> ids)
    {
        if (_ids >= _generationIds || _clock.GetUtcNow() - _began >= _window)
        {
            Turn();
        }

        var chunk = new byte[ChunkHeaderBytes + ids.Length];
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(sizeof(uint)), ids.Length / DeliveryId.Bytes);
        ids.CopyTo(chunk.AsSpan(ChunkHeaderBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(chunk, Crc32C.Of(chunk.AsSpan(sizeof(uint))));
        if (_length == 0)
        {
            RandomAccess.Write(_recent, Magic, 0);
            _length = Magic.Length;
        }

        RandomAccess.Write(_recent, chunk, _length);
        RandomAccess.FlushToDisk(_recent);
        _length += chunk.Length;
        _ids += ids.Length / DeliveryId.Bytes;
    }

    /// <inheritdoc/>
    public void Dispose() => _recent.Dispose();

    private SafeFileHandle Open()
    {
        _began = _clock.GetUtcNow();
        var file = File.OpenHandle(RecentPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        DurableFiles.SyncFolder(_folder);
        return file;
    }

    private void Turn()
    {
        _recent.Dispose();
        File.Move(RecentPath, OlderPath, overwrite: true);
        _recent = Open();
        (_length, _ids) = (0, 0);
    }

    /// <returns>How many bytes of the file are whole.</returns>
    private static int Read(ReadOnlySpan<byte> file, DeliveryWindow window, out long ids)
    {
        ids = 0;
        if (!file.StartsWith(Magic))
        {
            return 0;
        }

        var at = Magic.Length;
        while (TryReadChunk(file[at..], out var chunk))
        {
            window.Remember(chunk);
            ids += chunk.Length / DeliveryId.Bytes;
            at += ChunkHeaderBytes + chunk.Length;
        }

        return at;
    }

    private static bool TryReadChunk(ReadOnlySpan<byte> from, out ReadOnlySpan<byte> ids)
    {
        ids = default;
        if (from.Length < ChunkHeaderBytes)
        {
            return false;
        }

        var count = BinaryPrimitives.ReadInt32LittleEndian(from[sizeof(uint)..]);
        if (count <= 0 || count > (from.Length - ChunkHeaderBytes) / DeliveryId.Bytes)
        {
            return false;
        }

        ids = from.Slice(ChunkHeaderBytes, count * DeliveryId.Bytes);
        var checksummed = from[sizeof(uint)..(ChunkHeaderBytes + ids.Length)];
        return BinaryPrimitives.ReadUInt32LittleEndian(from) == Crc32C.Of(checksummed);
    }
}
