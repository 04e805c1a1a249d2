using System.Text;
using System.Text.Json;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Contracts;
using Monolith.Audit.Export;
using Monolith.Audit.Merkle;

namespace Monolith.Audit.Verification;

/// <summary>Goes along an export and says what is wrong first: keys, checkpoint, digests, entries, tiles, older checkpoints.</summary>
internal sealed class ExportVerification(IExportSource export, TrailTrust trust)
{
    private const int MaxWarnings = 20;

    private readonly List<string> _warnings = [];
    private readonly TileBuilder _tiles = new();
    private readonly CompactRange _range = new();
    private readonly Dictionary<long, Hash> _roots = [];
    private readonly RemovedTexts _removed = new();

    // The first entry whose hash is not the one of its tile; the first file that is not there, which is told when nothing was done to
    // those that are; the first segment that is another one than its digest says.
    private TrailFault? _mismatch;
    private TrailFault? _missing;
    private TrailFault? _unlisted;
    private string _time = "";

    /// <summary>Verifies it.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task<TrailVerdict> RunAsync(CancellationToken cancellationToken)
    {
        var verdict = new TrailVerdict("", 0, "");
        try
        {
            if (await export.FindAsync(ExportLayout.Checkpoint, cancellationToken) is not { } note)
            {
                throw new FormatException("There is no checkpoint: this is no export of an audit trail.");
            }

            var checkpoint = Checkpoint.Parse(Encoding.UTF8.GetString(note));
            verdict = new TrailVerdict(checkpoint.Origin, checkpoint.Size, checkpoint.Root.ToString());
            var keys = await KeyChain.ReadAsync(export, trust.Key, cancellationToken);
            verdict = verdict with { SignedBy = keys.SignerOf(checkpoint).ToString() };
            var digests = await DigestChain.ReadAsync(export, keys, cancellationToken);
            var receipts = await Receipts.ReadAsync(export, keys, trust, cancellationToken);
            var kept = await KeptAsync(keys, cancellationToken);
            var known = Known(keys, [.. digests.Checkpoints, .. receipts.Checkpoints, .. kept], checkpoint);
            _missing = digests.MissingOf(checkpoint) ?? receipts.Missing;
            await VerifyAsync(checkpoint, known, digests, cancellationToken);
            verdict = verdict with
            {
                Key = trust.Key,
                Digests = digests.Count,
                Anchors = receipts.Anchors,
                Removal = _removed.Removal,
            };
        }
        catch (TrailFaultException e)
        {
            verdict = verdict with { Fault = e.Fault };
        }
        catch (FormatException e)
        {
            verdict = verdict with { Fault = new(TrailFaultKind.Unreadable, _range.Size, e.Message) };
        }

        return verdict with
        {
            Warnings = _warnings,
        };
    }

    /// <summary>The older checkpoints that lie in the export.</summary>
    private async Task<List<Checkpoint>> KeptAsync(KeyChain keys, CancellationToken cancellationToken)
    {
        var kept = new List<Checkpoint>();
        foreach (var name in await export.ListAsync(ExportLayout.Checkpoints, cancellationToken))
        {
            var note = (await export.FindAsync(name, cancellationToken))!;
            kept.Add(Signed(keys, Encoding.UTF8.GetString(note), name));
        }

        return kept;
    }

    /// <summary>All checkpoints that are known, the smallest first.</summary>
    private List<Checkpoint> Known(KeyChain keys, IEnumerable<Checkpoint> found, Checkpoint newest)
    {
        var given = trust.Checkpoints.Select(note => Signed(keys, note, "that was given"));
        List<Checkpoint> known = [.. found.Concat(given).OrderBy(c => c.Size)];
        return known.LastOrDefault() is { } later && later.Size > newest.Size
            ? throw Fault(
                TrailFaultKind.RolledBack,
                newest.Size,
                $"The trail had {later.Size} entries once; its checkpoint covers {newest.Size}."
            )
            : known;
    }

    private static Checkpoint Signed(KeyChain keys, string note, string which)
    {
        var checkpoint = Checkpoint.Parse(note);
        return keys.HasSigned(checkpoint.Note!)
            ? checkpoint
            : throw Fault(TrailFaultKind.Unsigned, 0, $"The checkpoint {which} is signed by none of the trail's keys.");
    }

    private async Task VerifyAsync(
        Checkpoint checkpoint,
        IReadOnlyList<Checkpoint> known,
        DigestChain digests,
        CancellationToken cancellationToken
    )
    {
        var sizes = known.Select(c => c.Size).ToHashSet();
        _roots[0] = MerkleHash.Empty;
        try
        {
            foreach (var name in await export.ListAsync(ExportLayout.Segments, cancellationToken))
            {
                var segment = (await export.FindAsync(name, cancellationToken))!;
                _unlisted ??= digests.FaultOf(name, segment);
                await TakeAsync(segment, checkpoint.Size, sizes, cancellationToken);
            }

            if (_range.Size < checkpoint.Size)
            {
                throw Fault(
                    TrailFaultKind.Missing,
                    _range.Size,
                    $"The trail has {checkpoint.Size} entries; it ends after {_range.Size}."
                );
            }
        }
        catch (TrailFaultException e)
        {
            // What was changed before the place at which the order broke is the first that is wrong.
            await CompareTilesAsync(checkpoint.Size, cancellationToken);
            throw _mismatch is { } earlier && earlier.Seq <= e.Fault.Seq ? new TrailFaultException(earlier) : e;
        }

        await CompareTilesAsync(checkpoint.Size, cancellationToken);

        Conclude(checkpoint, known);
    }

    private void Conclude(Checkpoint checkpoint, IReadOnlyList<Checkpoint> known)
    {
        // Where tiles were forged with the entries, checkpoints alone tell how far the trail is as it was.
        var other = known.FirstOrDefault(c => _roots[c.Size] != c.Root);
        var good = known.LastOrDefault(c => c.Size < (other ?? checkpoint).Size)?.Size ?? 0;
        if (_range.Root() != checkpoint.Root)
        {
            throw new TrailFaultException(
                _mismatch
                    ?? new(
                        TrailFaultKind.Rewritten,
                        good,
                        "The entries and tiles fit each other, but not the checkpoint."
                    )
            );
        }

        if (other is not null)
        {
            throw Fault(
                TrailFaultKind.Rewritten,
                good,
                $"The trail was another one when it had {other.Size} entries: it was rewritten, or there are two of it."
            );
        }

        if (_mismatch is not null)
        {
            throw Fault(
                TrailFaultKind.TileChanged,
                _mismatch.Seq,
                "The entries are as they were; a tile over them is not."
            );
        }

        if (_removed.FirstUntold is { } untold)
        {
            throw Fault(
                TrailFaultKind.Missing,
                untold,
                "The entry has no text, and the trail does not say that it was removed when its time was over."
            );
        }

        if ((_unlisted ?? _missing) is { } beside)
        {
            throw new TrailFaultException(beside);
        }
    }

    private async Task TakeAsync(
        ReadOnlyMemory<byte> segment,
        long size,
        HashSet<long> sizes,
        CancellationToken cancellationToken
    )
    {
        while (!segment.IsEmpty)
        {
            var end = segment.Span.IndexOf((byte)'\n');
            Take(end < 0 ? segment : segment[..end], size);
            segment = end < 0 ? default : segment[(end + 1)..];
            if (sizes.Contains(_range.Size))
            {
                _roots[_range.Size] = _range.Root();
            }

            if (_range.Size % Tile.MaxWidth == 0)
            {
                await CompareTilesAsync(size, cancellationToken);
            }
        }
    }

    private void Take(ReadOnlyMemory<byte> text, long size)
    {
        SegmentLine line;
        try
        {
            line = SegmentLine.Parse(text);
        }
        catch (FormatException)
        {
            throw Fault(TrailFaultKind.Changed, _range.Size, "The line is none of an export.");
        }

        if (line.Seq < _range.Size || line.Seq >= size)
        {
            throw Fault(TrailFaultKind.Inserted, line.Seq, $"There is one entry too many with the place {line.Seq}.");
        }

        if (line.Seq > _range.Size)
        {
            throw Fault(TrailFaultKind.Missing, _range.Size, $"Entry {_range.Size} is missing; {line.Seq} follows.");
        }

        var leaf = line.Leaf ?? MerkleHash.Leaf(line.Entry.Span);
        _removed.Take(line);
        if (line.Leaf is null)
        {
            CheckTime(line);
        }

        _range.Append(leaf);
        _tiles.Append(leaf);
    }

    private void CheckTime(SegmentLine line)
    {
        var own = TimeOf(line.Entry.Span);
        if (own is null)
        {
            Warn($"Entry {line.Seq} has no time.");
        }
        else if (!IsSame(own, line.Time))
        {
            throw Fault(TrailFaultKind.Changed, line.Seq, "The entry is filed under another time than its own.");
        }

        if (string.CompareOrdinal(line.Time, _time) < 0)
        {
            Warn($"Entry {line.Seq} is earlier than the one before it.");
        }

        _time = line.Time;
    }

    /// <summary>Compares the tiles that came or grew with those of the export.</summary>
    private async Task CompareTilesAsync(long size, CancellationToken cancellationToken)
    {
        // From the bottom up: what is wrong with an entry goes on into every hash above it.
        foreach (var tile in _tiles.TakeChanged().OrderBy(tile => tile.Level))
        {
            var first = tile.Index << (Tile.Height * (tile.Level + 1));
            var hashes = (size >> (Tile.Height * tile.Level)) - (tile.Index << Tile.Height);
            var width = (int)Math.Clamp(hashes, tile.Width, Tile.MaxWidth);
            var stored = await export.FindAsync(ExportLayout.Tile(tile.Id, width), cancellationToken);
            if (stored is null)
            {
                _missing ??= new(TrailFaultKind.TileMissing, first, $"The tile {tile.Id.Path(width)} is missing.");
                continue;
            }

            var same = tile.Hashes.Span.CommonPrefixLength(stored);
            var span = 1L << (Tile.Height * tile.Level);
            var seq = first + (same / Hash.Length * span);
            var isWrong = same < tile.Hashes.Length || stored.Length != width * Hash.Length;
            if (isWrong && !(_mismatch?.Seq < seq + span))
            {
                _mismatch = new(TrailFaultKind.Changed, seq, "The entry is not the one that its hash was made of.");
            }
        }
    }

    private void Warn(string warning)
    {
        if (_warnings.Count < MaxWarnings)
        {
            _warnings.Add(warning);
        }
    }

    private static string? TimeOf(ReadOnlySpan<byte> entry)
    {
        var json = new Utf8JsonReader(entry);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("time"u8))
            {
                json.Read();
                return json.TokenType == JsonTokenType.String ? json.GetString() : null;
            }

            json.Skip();
        }

        return null;
    }

    /// <summary>Times were written in another form once; the instant counts.</summary>
    private static bool IsSame(string own, string filed) =>
        own == filed
        || (DateTimeOffset.TryParse(own, out var one) && DateTimeOffset.TryParse(filed, out var other) && one == other);

    private static TrailFaultException Fault(TrailFaultKind kind, long seq, string detail) =>
        new(new TrailFault(kind, seq, detail));
}
