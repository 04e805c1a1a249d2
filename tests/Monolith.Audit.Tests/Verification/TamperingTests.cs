using System.Text.Json.Nodes;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Contracts;
using Monolith.Audit.Export;
using Monolith.Audit.Merkle;
using Monolith.Audit.Trail;

namespace Monolith.Audit.Tests.Verification;

/// <summary>The fourteen kinds of tampering with a trail that docs/audit.md lists, each done to the files of an export and, where rows
/// can be tampered with so, to those of ClickHouse under the running trail. Each is found with the first entry that is wrong.</summary>
public sealed class TamperingTests(TamperedTrail trail) : IClassFixture<TamperedTrail>, IAsyncLifetime
{
    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => await trail.RestoreRowsAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_nobody_tampered_with_is_whole()
    {
        using var export = trail.Copy();

        var verdict = await export.VerifyAsync(trail.Noted(10), trail.Noted(TamperedTrail.Size));

        Assert.Null(verdict.Fault);
        Assert.Equal((0, 4, TamperedTrail.Size), (verdict.ExitCode, verdict.Digests, verdict.Size));
        Assert.Null((await trail.VerifyRowsAsync(trail.Noted(20))).Fault);
    }

    [Fact]
    public async Task Kind_01_a_byte_of_an_entry_is_flipped()
    {
        await EntriesAsync("in the midst", x => x[13] = Flip(x[13]), TrailFaultKind.Changed, 13);
        await EntriesAsync("of the first", x => x[0] = Flip(x[0]), TrailFaultKind.Changed, 0);
        await EntriesAsync("of the last", x => x[^1] = Flip(x[^1]), TrailFaultKind.Changed, 299);
        await EntriesAsync("no JSON is left", x => x[13] = x[13] with { Entry = "{" }, TrailFaultKind.Changed, 13);
    }

    [Fact]
    public async Task Kind_02_an_entry_is_deleted()
    {
        await EntriesAsync("in the midst", x => x.RemoveAt(13), TrailFaultKind.Missing, 13);
        await EntriesAsync("the first", x => x.RemoveAt(0), TrailFaultKind.Missing, 0);
        await EntriesAsync("its text alone", x => x[13] = WithoutText(x[13]), TrailFaultKind.Missing, 13);
        await FilesAsync("its segment", x => x.Remove(ExportLayout.Segment(10)), TrailFaultKind.Missing, 10);
    }

    [Fact]
    public async Task Kind_03_the_tail_is_deleted()
    {
        await EntriesAsync("all but sixteen", x => x.RemoveRange(16, x.Count - 16), TrailFaultKind.Missing, 16);
        await EntriesAsync("the last entry", x => x.RemoveAt(x.Count - 1), TrailFaultKind.Missing, 299);
        await EntriesAsync("everything", x => x.Clear(), TrailFaultKind.Missing, 0);
        await FilesAsync("the last segment", x => x.Remove(ExportLayout.Segment(20)), TrailFaultKind.Missing, 20);
    }

    [Fact]
    public async Task Kind_04_an_entry_is_inserted()
    {
        await EntriesAsync("others move on", x => InsertAt(x, 13, Flip(x[13])), TrailFaultKind.Changed, 13);
        await EntriesAsync("the same place twice", x => x.Insert(14, x[13]), TrailFaultKind.Inserted, 13);
        await EntriesAsync("at the end", x => InsertAt(x, 300, Flip(x[13])), TrailFaultKind.Inserted, 300);
        await EntriesAsync("beyond the end", x => x.Add(x[13] with { Seq = 400 }), TrailFaultKind.Inserted, 400);
    }

    [Fact]
    public async Task Kind_05_two_entries_are_swapped()
    {
        await EntriesAsync("neighbours", x => Swap(x, 12, 13), TrailFaultKind.Changed, 12);
        await EntriesAsync("far from each other", x => Swap(x, 13, 280), TrailFaultKind.Changed, 13);
        await FilesAsync(
            "their lines",
            x => x.WriteSegments(Lines(y => (y[12], y[13]) = (y[13], y[12]))),
            TrailFaultKind.Missing,
            12
        );
    }

    [Fact]
    public async Task Kind_06_an_old_entry_is_played_again()
    {
        await EntriesAsync("over another", x => x[17] = x[2] with { Seq = 17 }, TrailFaultKind.Changed, 17);
        await EntriesAsync("at the end", x => x.Add(x[2] with { Seq = 300 }), TrailFaultKind.Inserted, 300);
    }

    [Fact]
    public async Task Kind_07_nothing_but_a_time_is_changed()
    {
        await EntriesAsync(
            "the one it is filed under",
            x => x[13] = Later(x[13], isFiled: true, isSaid: false),
            TrailFaultKind.Changed,
            13
        );
        await EntriesAsync(
            "the one it says",
            x => x[13] = Later(x[13], isFiled: false, isSaid: true),
            TrailFaultKind.Changed,
            13
        );
        await EntriesAsync("both", x => x[13] = Later(x[13], isFiled: true, isSaid: true), TrailFaultKind.Changed, 13);
    }

    [Fact]
    public async Task Kind_08_a_hash_of_a_tile_is_replaced()
    {
        var tiles = TamperedTrail.TilesOf(trail.Lines);
        var (full, last, top) = (tiles[new(0, 0)], tiles[new(0, 1)], tiles[new(1, 0)]);

        await TilesAsync("of an entry", Replaced(full, 7), TrailFaultKind.TileChanged, 7);
        await TilesAsync("in a tile that is not full", Replaced(last, 7), TrailFaultKind.TileChanged, 256 + 7);
        await TilesAsync("of 256 entries", Replaced(top, 0), TrailFaultKind.TileChanged, 0);

        await FilesAsync(
            "the whole tile is missing",
            x => x.Remove(full.Id.Path(full.Width)),
            TrailFaultKind.TileMissing,
            0,
            exitCode: 2
        );
        await trail.WriteTilesAsync([last, top]);
        AssertFound("the row is missing", await trail.VerifyRowsAsync(), TrailFaultKind.TileMissing, 0, exitCode: 2);
    }

    [Fact]
    public async Task Kind_09_leaves_and_tiles_are_computed_anew_without_the_key()
    {
        var forged = Lines(x => x[13] = Flip(x[13]));
        var tiles = TamperedTrail.TilesOf(forged).Values.ToList();

        // The digests hold the checkpoints of 10 and of 20 entries: up to the first of them the trail is as it was.
        await FilesAsync("with all else", x => Forge(x, forged, tiles), TrailFaultKind.Rewritten, 10);
        await FilesAsync("without the checkpoints between", ForgeAlone, TrailFaultKind.Rewritten, 0);
        await FilesAsync("where one was noted", ForgeAlone, TrailFaultKind.Rewritten, 10, noted: [trail.Noted(10)]);

        await trail.WriteRowsAsync(forged);
        await trail.WriteTilesAsync(tiles);
        AssertFound("rows", await trail.VerifyRowsAsync(), TrailFaultKind.Rewritten, 0);
        AssertFound("rows, noted", await trail.VerifyRowsAsync(trail.Noted(10)), TrailFaultKind.Rewritten, 10);

        void ForgeAlone(TamperedExport export)
        {
            Forge(export, forged, tiles);
            RemoveHistory(export);
        }
    }

    [Fact]
    public async Task Kind_10_an_unknown_key_has_signed()
    {
        using var other = EcdsaSigner.Make(trail.Signer.Key.Name);
        var digest = TamperedTrail.Digest(2);
        var key = other.Sign(new KeyStatement(other.Key.Name, 1, 0, other.Key).Text).ToString();

        await FilesAsync("the checkpoint", x => Sign(x, ExportLayout.Checkpoint), TrailFaultKind.Unsigned, 0);
        await FilesAsync(
            "an older checkpoint",
            x => Sign(x, ExportLayout.CheckpointOf(20)),
            TrailFaultKind.Unsigned,
            0
        );
        await FilesAsync("a digest", x => Sign(x, digest), TrailFaultKind.Unsigned, 20);
        await FilesAsync("everything, with its key beside it", SignAll, TrailFaultKind.Unsigned, 0);
        await FilesAsync(
            "nothing was signed anew",
            x =>
                x.Write(
                    ExportLayout.Checkpoint,
                    x.Read(ExportLayout.Checkpoint).Replace("\n300\n", "\n299\n", StringComparison.Ordinal)
                ),
            TrailFaultKind.Unsigned,
            0
        );

        void Sign(TamperedExport export, string name) =>
            export.Write(name, other.Sign(SignedNote.Parse(export.Read(name)).Text).ToString());

        void SignAll(TamperedExport export)
        {
            Sign(export, ExportLayout.Checkpoint);
            RemoveHistory(export);
            export.Write(ExportLayout.Key(1), key);
        }
    }

    [Fact]
    public async Task Kind_11_an_old_checkpoint_is_shown_as_the_newest()
    {
        await FilesAsync(
            "nothing else",
            x => x.Write(ExportLayout.Checkpoint, trail.Noted(20)),
            TrailFaultKind.RolledBack,
            20
        );

        using var export = trail.Copy();
        RollBack(export);
        Assert.Null((await export.VerifyAsync()).Fault); // nothing in it says that there was more
        await FilesAsync("everything", RollBack, TrailFaultKind.RolledBack, 20, noted: [trail.Noted(300)]);

        void RollBack(TamperedExport export)
        {
            export.Write(ExportLayout.Checkpoint, trail.Noted(20));
            export.Remove(ExportLayout.CheckpointOf(300));
            export.Remove(ExportLayout.Segment(20));
            export.Remove(TamperedTrail.Digest(3));
        }
    }

    // That a witness signs no second one is told by AnchoringTests.
    [Fact]
    public async Task Kind_12_two_checkpoints_of_one_size_have_two_roots()
    {
        var fork = trail.Forked(Lines(x => x[280] = Flip(x[280])));
        var (early, seen) = (
            trail.Forked(Lines(x => x[3] = Flip(x[3]))[..10]),
            "anchors/sister/0000000000000000300.note"
        );

        await FilesAsync("one was noted", _ => { }, TrailFaultKind.Rewritten, 20, noted: [fork]);
        await FilesAsync("one was shown to a witness", x => x.Write(seen, fork), TrailFaultKind.Rewritten, 20);
        await FilesAsync(
            "an older one",
            x => x.Write(ExportLayout.CheckpointOf(10), early),
            TrailFaultKind.Rewritten,
            0
        );
        AssertFound("rows", await trail.VerifyRowsAsync(fork, trail.Noted(20)), TrailFaultKind.Rewritten, 20);
    }

    [Fact]
    public async Task Kind_13_a_digest_is_missing()
    {
        await FilesAsync(
            "the first",
            x => x.Remove(TamperedTrail.Digest(0)),
            TrailFaultKind.DigestMissing,
            0,
            exitCode: 2
        );
        await FilesAsync(
            "of an hour without entries",
            x => x.Remove(TamperedTrail.Digest(2)),
            TrailFaultKind.DigestMissing,
            20,
            exitCode: 2
        );
        await FilesAsync(
            "the last",
            x => x.Remove(TamperedTrail.Digest(3)),
            TrailFaultKind.DigestMissing,
            20,
            exitCode: 2
        );
        await FilesAsync("another is in its place", SignAgain, TrailFaultKind.DigestChanged, 20);
        await FilesAsync("and an entry was changed", HideBehindIt, TrailFaultKind.Changed, 280);

        void SignAgain(TamperedExport export)
        {
            var text = SignedNote.Parse(export.Read(TamperedTrail.Digest(2))).Text;
            export.Write(TamperedTrail.Digest(2), trail.Signer.Sign(text).ToString());
        }

        void HideBehindIt(TamperedExport export)
        {
            export.Remove(TamperedTrail.Digest(2));
            export.WriteSegments(Lines(x => x[280] = Flip(x[280])));
        }
    }

    [Fact]
    public async Task Kind_14_the_same_JSON_is_written_in_another_way()
    {
        await EntriesAsync(
            "fields in another order",
            x => x[13] = x[13] with { Entry = Reordered(x[13].Entry) },
            TrailFaultKind.Changed,
            13
        );
        await EntriesAsync(
            "white space",
            x => x[13] = x[13] with { Entry = x[13].Entry.Replace("\":", "\": ", StringComparison.Ordinal) },
            TrailFaultKind.Changed,
            13
        );
        await EntriesAsync(
            "a letter escaped",
            x => x[13] = x[13] with { Entry = x[13].Entry.Replace("anna", "\\u0061nna", StringComparison.Ordinal) },
            TrailFaultKind.Changed,
            13
        );

        // Around the entry it changes no entry, but the file is another one than was signed for.
        await FilesAsync(
            "the line",
            x =>
                x.Write(
                    ExportLayout.Segment(10),
                    x.Read(ExportLayout.Segment(10)).Replace("\"seq\":13", "\"seq\": 13", StringComparison.Ordinal)
                ),
            TrailFaultKind.DigestChanged,
            10
        );
    }

    /// <summary>Does it to the lines of the segments, and to the rows.</summary>
    private async Task EntriesAsync(string what, Action<List<TrailLine>> tamper, TrailFaultKind kind, long seq)
    {
        await FilesAsync(what, export => export.WriteSegments(Lines(tamper)), kind, seq);

        await trail.WriteRowsAsync(Lines(tamper));
        AssertFound($"{what}, in ClickHouse", await trail.VerifyRowsAsync(), kind, seq);
    }

    /// <summary>Does it to the file of a tile, and to its row.</summary>
    private async Task TilesAsync(string what, Tile tile, TrailFaultKind kind, long seq)
    {
        await FilesAsync(what, export => export.WriteTiles([tile]), kind, seq);

        var tiles = TamperedTrail.TilesOf(trail.Lines);
        await trail.WriteTilesAsync([.. tiles.Values.Where(other => other.Id != tile.Id), tile]);
        AssertFound($"{what}, in ClickHouse", await trail.VerifyRowsAsync(), kind, seq);
    }

    private async Task FilesAsync(
        string what,
        Action<TamperedExport> tamper,
        TrailFaultKind kind,
        long seq,
        int exitCode = 1,
        string[]? noted = null
    )
    {
        using var export = trail.Copy();
        tamper(export);
        AssertFound(what, await export.VerifyAsync(noted ?? []), kind, seq, exitCode);
    }

    private static void AssertFound(
        string what,
        TrailVerdict verdict,
        TrailFaultKind kind,
        long seq,
        int exitCode = 1
    ) =>
        Assert.True(
            (verdict.Fault?.Kind, verdict.Fault?.Seq, verdict.ExitCode) == (kind, seq, exitCode),
            $"{what}: {verdict}"
        );

    /// <summary>The lines of the trail, tampered with.</summary>
    private List<TrailLine> Lines(Action<List<TrailLine>> tamper)
    {
        var lines = trail.Lines.ToList();
        tamper(lines);
        return lines;
    }

    private static void Forge(TamperedExport export, IReadOnlyList<TrailLine> lines, IEnumerable<Tile> tiles)
    {
        export.WriteSegments(lines);
        export.WriteTiles(tiles);
    }

    /// <summary>Removes the digests, and the checkpoints beside the newest.</summary>
    private static void RemoveHistory(TamperedExport export)
    {
        foreach (var number in (int[])[0, 1, 2, 3])
        {
            export.Remove(TamperedTrail.Digest(number));
        }

        foreach (var size in (int[])[10, 20, TamperedTrail.Size])
        {
            export.Remove(ExportLayout.CheckpointOf(size));
        }
    }

    private static TrailLine Flip(TrailLine line) =>
        line with
        {
            Entry = line.Entry.Replace("anna", "anni", StringComparison.Ordinal),
        };

    private static TrailLine WithoutText(TrailLine line) => line with { Entry = "", WithoutText = line.Leaf() };

    private static void InsertAt(List<TrailLine> lines, int place, TrailLine line)
    {
        lines.Insert(place, line);
        for (var i = place; i < lines.Count; i++)
        {
            lines[i] = lines[i] with { Seq = i };
        }
    }

    private static void Swap(List<TrailLine> lines, int one, int other) =>
        (lines[one], lines[other]) = (lines[other] with { Seq = one }, lines[one] with { Seq = other });

    private static TrailLine Later(TrailLine line, bool isFiled, bool isSaid)
    {
        var later = line.Time.AddTicks(1);
        var said = line.Entry.Replace(EntryText.TimeOf(line.Time), EntryText.TimeOf(later), StringComparison.Ordinal);
        return line with { Time = isFiled ? later : line.Time, Entry = isSaid ? said : line.Entry };
    }

    private static Tile Replaced(Tile tile, int place)
    {
        var hashes = tile.Hashes.ToArray();
        hashes[(place * Hash.Length) + 3] ^= 1;
        return tile with { Hashes = hashes };
    }

    private static string Reordered(string entry)
    {
        var json = JsonNode.Parse(entry)!.AsObject();
        return new JsonObject(
            json.Reverse().Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))
        ).ToJsonString();
    }
}
