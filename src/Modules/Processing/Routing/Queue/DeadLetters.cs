using System.Text.Json;
using Microsoft.Extensions.Logging;
using Monolith.Platform.Buffers;
using Monolith.Platform.Files;

namespace Monolith.Processing.Routing.Queue;

/// <summary>Records that a destination will not take.</summary>
/// <param name="Id">Names them among those of their destination.</param>
/// <param name="At">When they were given up.</param>
/// <param name="Records">How many there are.</param>
/// <param name="Reason">Why: what the destination answered, or what became of the attempts.</param>
/// <param name="Crc">Their checksum.</param>
internal sealed record DeadLetter(string Id, DateTimeOffset At, int Records, string Reason, uint Crc);

/// <summary>The dead letters of one destination, a file for each; the oldest make room. Thread-safe.</summary>
internal sealed class DeadLetters(string folder, long maxBytes, ForwardMetrics metrics, ILogger logger)
{
    private const string Extension = ".letter";
    private const int MaxHeaderBytes = 4096;

    private readonly Lock _gate = new();

    /// <summary>All of them, the newest first.</summary>
    public IReadOnlyList<DeadLetter> List()
    {
        lock (_gate)
        {
            return [.. PathsLocked().Reverse().Select(path => ReadHeader(path, out _)).OfType<DeadLetter>()];
        }
    }

    /// <summary>Keeps records that are not sent any more.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Add(DateTimeOffset at, int records, string reason, ReadOnlySpan<byte> encoded)
    {
        var id = Guid.CreateVersion7(at).ToString("N");
        var letter = new DeadLetter(id, at, records, reason, Crc32C.Of(encoded));
        var header = JsonSerializer.SerializeToUtf8Bytes(letter, RoutingJson.Options);
        lock (_gate)
        {
            Directory.CreateDirectory(folder);
            MakeRoomLocked(encoded.Length);
            DurableFiles.Replace(PathOf(id), [.. header, (byte)'\n', .. encoded]);
        }
    }

    /// <summary>The records of a dead letter.</summary>
    /// <returns>Null when there is none of this id, or its file is damaged.</returns>
    public ReadOnlyMemory<byte>? Read(string id)
    {
        lock (_gate)
        {
            var path = PathOf(id);
            if (!IsId(id) || ReadHeader(path, out var length) is not { } letter)
            {
                return null;
            }

            var records = File.ReadAllBytes(path).AsMemory(length + 1);
            if (Crc32C.Of(records.Span) == letter.Crc)
            {
                return records;
            }

            logger.QueueDamaged(path, letter.Records);
            return null;
        }
    }

    /// <summary>Forgets one.</summary>
    /// <returns>False when there is none of this id.</returns>
    public bool Remove(string id)
    {
        lock (_gate)
        {
            if (!IsId(id) || !File.Exists(PathOf(id)))
            {
                return false;
            }

            File.Delete(PathOf(id));
            return true;
        }
    }

    private void MakeRoomLocked(long bytes)
    {
        var used = PathsLocked().Sum(path => new FileInfo(path).Length);
        foreach (var path in PathsLocked())
        {
            if (used + bytes <= maxBytes)
            {
                break;
            }

            metrics.Lost("dead_letters_full", ReadHeader(path, out _)?.Records ?? 0);
            used -= new FileInfo(path).Length;
            File.Delete(path);
        }
    }

    // Ids begin with their time, so this is the order in which they came.
    private string[] PathsLocked() =>
        Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, $"*{Extension}").Order(StringComparer.Ordinal)]
            : [];

    private string PathOf(string id) => Path.Combine(folder, id + Extension);

    private static bool IsId(string id) => Guid.TryParseExact(id, "N", out _);

    private static DeadLetter? ReadHeader(string path, out int length)
    {
        length = -1;
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = File.OpenHandle(path);
        var bytes = new byte[MaxHeaderBytes];
        var header = bytes.AsSpan(0, RandomAccess.Read(file, bytes, 0));
        length = header.IndexOf((byte)'\n');
        return length < 0 ? null : JsonSerializer.Deserialize<DeadLetter>(header[..length], RoutingJson.Options);
    }
}
