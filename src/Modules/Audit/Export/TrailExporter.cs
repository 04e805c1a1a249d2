using System.Globalization;
using System.Text;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Merkle;
using Monolith.Audit.Reading;
using Monolith.Audit.Shipping;
using Monolith.Audit.Trail;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;

namespace Monolith.Audit.Export;

/// <summary>Writes exports of trails: all at once, or hour by hour with a digest of each.</summary>
internal sealed class TrailExporter(
    TrailReader reader,
    TrailQueue queue,
    TileTable tiles,
    CheckpointTable stored,
    CheckpointStore checkpoints,
    SigningKeys keys,
    TimeProvider clock
)
{
    private const int UnknownTable = 60;
    private const int UnknownDatabase = 81;
    private const int MaxSegmentEntries = 10_000;
    private const int MaxSegmentBytes = 16 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits for a checkpoint over all entries of now, and until they are in ClickHouse.</summary>
    /// <exception cref="OverloadedException">They do not come there: the signing key cannot be had, or it takes too long.</exception>
    /// <exception cref="ClickHouseException">ClickHouse is away.</exception>
    public async Task<Document<SignedCheckpoint>> CoveringAsync(string tenant, CancellationToken cancellationToken)
    {
        await FailIfAwayAsync(tenant, cancellationToken);
        var size = (await queue.HeadAsync(tenant, cancellationToken)).Size;
        var began = clock.GetTimestamp();
        while (true)
        {
            if (
                await checkpoints.FindAsync(tenant, cancellationToken) is { } checkpoint
                && checkpoint.Value.Size >= size
                && await queue.ShippedAsync(tenant, cancellationToken) >= checkpoint.Value.Size
            )
            {
                return checkpoint;
            }

            if (clock.GetElapsedTime(began) > Patience)
            {
                throw new OverloadedException(
                    "The newest entries are not signed and stored yet. Try again.",
                    RetryAfter
                );
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    /// <summary>Writes all that a checkpoint covers, and what stands in ClickHouse beyond it and should not.</summary>
    public async Task WriteAllAsync(
        string tenant,
        Document<SignedCheckpoint> checkpoint,
        IExportTarget target,
        CancellationToken cancellationToken
    )
    {
        var size = checkpoint.Value.Size;
        await WriteKeysAsync(tenant, target, cancellationToken);
        await WriteSegmentsAsync(reader.ReadAsync(tenant, 0, size, cancellationToken), target, cancellationToken);
        var beyond = await reader.ReadBeyondAsync(tenant, size, cancellationToken);
        await WriteSegmentsAsync(beyond.ToAsyncEnumerable(), target, cancellationToken);
        await WriteTilesAsync(tenant, 0, size, target, cancellationToken);
        await target.PutAsync(ExportLayout.Checkpoint, Bytes(checkpoint.Value.Note), cancellationToken);
    }

    /// <summary>Writes what came since the digest before, and a digest of it: the last of all, so that what it names is there.</summary>
    /// <param name="tenant">Whose trail.</param>
    /// <param name="hour">The hour that the digest is of.</param>
    /// <param name="previous">What this gave for the digest before; null for the first.</param>
    /// <param name="target">Where to.</param>
    /// <param name="cancellationToken">Gives up. What was written stays and is written again by the next attempt.</param>
    /// <returns>What to give as <paramref name="previous"/> for the next hour.</returns>
    public async Task<WrittenDigest> WriteHourAsync(
        string tenant,
        DateTimeOffset hour,
        WrittenDigest? previous,
        IExportTarget target,
        CancellationToken cancellationToken
    )
    {
        var checkpoint = await CoveringAsync(tenant, cancellationToken);
        var (from, to) = (previous?.To ?? 0, checkpoint.Value.Size);
        await WriteKeysAsync(tenant, target, cancellationToken);
        var entries = reader.ReadAsync(tenant, from, to, cancellationToken);
        var segments = await WriteSegmentsAsync(entries, target, cancellationToken);
        await WriteTilesAsync(tenant, from, to, target, cancellationToken);
        var note = Bytes(checkpoint.Value.Note);

        // The newest first: whoever finds an older one that covers more than it takes the trail for rolled back.
        await target.PutAsync(ExportLayout.Checkpoint, note, cancellationToken);
        await target.PutAsync(ExportLayout.CheckpointOf(to), note, cancellationToken);

        using var signer = await keys.OpenAsync(tenant, last: null, cancellationToken);
        var digest = new Digest(
            keys.OriginOf(tenant),
            EntryText.TimeOf(hour),
            from.ToString(CultureInfo.InvariantCulture),
            to.ToString(CultureInfo.InvariantCulture),
            segments,
            checkpoint.Value.Note,
            previous?.Link
        );
        var signed = Bytes(signer.Sign(digest.ToText()).ToString());
        var name = ExportLayout.Digest(hour);
        await target.PutAsync(name, signed, cancellationToken);
        return new WrittenDigest(to, new DigestLink(name, Digest.HashOf(signed)));
    }

    /// <summary>A ClickHouse that is away says so at once; one whose tables are being made is waited for.</summary>
    private async Task FailIfAwayAsync(string tenant, CancellationToken cancellationToken)
    {
        try
        {
            await stored.NewestSizeAsync(tenant, cancellationToken);
        }
        catch (ClickHouseException e) when (e.Code is UnknownTable or UnknownDatabase)
        {
            // The first start makes them within seconds.
        }
    }

    private async Task WriteKeysAsync(string tenant, IExportTarget target, CancellationToken cancellationToken)
    {
        foreach (var key in await keys.ListAsync(tenant, cancellationToken))
        {
            await target.PutAsync(ExportLayout.Key(key.Number), Bytes(key.Statement), cancellationToken);
        }
    }

    private static async Task<IReadOnlyList<DigestSegment>> WriteSegmentsAsync(
        IAsyncEnumerable<TrailLine> entries,
        IExportTarget target,
        CancellationToken cancellationToken
    )
    {
        var written = new List<DigestSegment>();
        var segment = new MemoryStream();
        var (first, count) = (0L, 0);
        await foreach (var line in entries.WithCancellation(cancellationToken))
        {
            first = count == 0 ? line.Seq : first;
            segment.Write(SegmentLine.Of(line));
            count++;
            if (count == MaxSegmentEntries || segment.Length >= MaxSegmentBytes)
            {
                await WriteAsync();
            }
        }

        if (count > 0)
        {
            await WriteAsync();
        }

        return written;

        async Task WriteAsync()
        {
            var (name, content) = (ExportLayout.Segment(first), segment.ToArray());
            await target.PutAsync(name, content, cancellationToken);
            written.Add(new DigestSegment(name, Digest.HashOf(content), $"{content.Length}", $"{count}"));
            segment.SetLength(0);
            count = 0;
        }
    }

    /// <summary>Writes the tiles that a tree of one size has and one of a smaller size has not.</summary>
    private async Task WriteTilesAsync(
        string tenant,
        long from,
        long to,
        IExportTarget target,
        CancellationToken cancellationToken
    )
    {
        await foreach (var tile in tiles.ReadFromAsync(tenant, from, cancellationToken))
        {
            // The tiles here may have grown beyond the checkpoint meanwhile.
            var hashes = to >> (Tile.Height * tile.Level);
            var width = (int)Math.Min(tile.Width, hashes - (tile.Index << Tile.Height));
            if (width > 0)
            {
                await target.PutAsync(
                    ExportLayout.Tile(tile.Id, width),
                    tile.Hashes[..(width * Hash.Length)],
                    cancellationToken
                );
            }
        }
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}

/// <summary>A digest that was written.</summary>
/// <param name="To">The place after its last entry.</param>
/// <param name="Link">Names it for the next one.</param>
internal sealed record WrittenDigest(long To, DigestLink Link);
