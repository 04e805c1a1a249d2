using System.Text;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Contracts;
using Monolith.Audit.Export;
using Monolith.Audit.Merkle;
using Monolith.Audit.Trail;

namespace Monolith.Audit.Tests.Verification;

public sealed class ExportVerificationTests : IDisposable
{
    private const string Origin = "logs.example.org/audit/default";
    private static readonly EcdsaSigner Signer = EcdsaSigner.Make(Origin);
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(300)]
    public async Task A_trail_as_it_was_written_is_whole(int size)
    {
        await WriteAsync(Lines(size));

        var verdict = await VerifyAsync();

        Assert.Null(verdict.Fault);
        Assert.Equal((Origin, size, 0), (verdict.Origin, verdict.Size, verdict.ExitCode));
    }

    [Fact]
    public async Task Each_way_to_tamper_with_entries_is_found_at_its_place()
    {
        (string What, Func<List<TrailLine>, List<TrailLine>> Tamper, TrailFaultKind Kind, long Seq)[] cases =
        [
            ("a byte of an entry", With(4, Forge), TrailFaultKind.Changed, 4),
            ("the last entry", With(8, Forge), TrailFaultKind.Changed, 8),
            (
                "another order of the same fields",
                With(4, l => l with { Entry = Reordered(l.Entry) }),
                TrailFaultKind.Changed,
                4
            ),
            (
                "the time it is filed under",
                With(4, l => l with { Time = l.Time.AddTicks(1) }),
                TrailFaultKind.Changed,
                4
            ),
            ("the time, in the entry too", With(4, Later), TrailFaultKind.Changed, 4),
            ("one entry removed", l => Edit(l, x => x.RemoveAt(4)), TrailFaultKind.Missing, 4),
            ("the first entry removed", l => Edit(l, x => x.RemoveAt(0)), TrailFaultKind.Missing, 0),
            ("the tail removed", l => l[..6], TrailFaultKind.Missing, 6),
            ("everything removed", _ => [], TrailFaultKind.Missing, 0),
            ("an entry there twice", l => Edit(l, x => x.Insert(5, x[4])), TrailFaultKind.Inserted, 4),
            ("an entry added at the end", l => Edit(l, x => x.Add(x[8] with { Seq = 9 })), TrailFaultKind.Inserted, 9),
            ("an entry put in between", l => Edit(l, x => x.Insert(4, Forge(x[4]))), TrailFaultKind.Changed, 4),
            (
                "two entries swapped",
                l => Edit(l, x => (x[3], x[4]) = (x[4] with { Seq = 3 }, x[3] with { Seq = 4 })),
                TrailFaultKind.Changed,
                3
            ),
            ("two lines swapped", l => Edit(l, x => (x[3], x[4]) = (x[4], x[3])), TrailFaultKind.Missing, 3),
            ("an old entry played again", l => Edit(l, x => x[7] = x[2] with { Seq = 7 }), TrailFaultKind.Changed, 7),
            ("an entry that is no JSON", With(4, l => l with { Entry = "{" }), TrailFaultKind.Changed, 4),
        ];

        foreach (var (what, tamper, kind, seq) in cases)
        {
            await WriteAsync(Lines(9));
            await new FolderExport(_folder.Path).PutAsync(ExportLayout.Segment(0), Segment(tamper(Lines(9))), default);

            var verdict = await VerifyAsync();

            Assert.True(
                (verdict.Fault?.Kind, verdict.Fault?.Seq, verdict.ExitCode) == (kind, seq, 1),
                $"{what}: {verdict}"
            );
        }
    }

    [Fact]
    public async Task Entries_and_tiles_that_were_forged_together_do_not_fit_the_checkpoint()
    {
        await WriteAsync(Lines(9));
        var forged = Edit(Lines(9), x => x[5] = Forge(x[5]));
        await WriteTreeAsync(forged);

        var fault = (await VerifyAsync()).Fault;

        Assert.Equal((TrailFaultKind.Rewritten, 0L), (fault?.Kind, fault?.Seq));
        var early = Signed(Lines(5));
        Assert.Equal(5, (await VerifyAsync(early)).Fault?.Seq);
    }

    [Fact]
    public async Task A_changed_tile_over_unchanged_entries_is_told_from_a_changed_entry()
    {
        await WriteAsync(Lines(300));
        var tile = _folder.File("tile/0/001.p/44");
        var bytes = await File.ReadAllBytesAsync(tile);
        bytes[(7 * Hash.Length) + 3] ^= 1;
        await File.WriteAllBytesAsync(tile, bytes);

        var fault = (await VerifyAsync()).Fault;

        Assert.Equal((TrailFaultKind.TileChanged, 263L), (fault?.Kind, fault?.Seq));
        File.Delete(tile);
        var verdict = await VerifyAsync();
        Assert.Equal((TrailFaultKind.TileMissing, 2), (verdict.Fault?.Kind, verdict.ExitCode));
    }

    [Fact]
    public async Task A_checkpoint_of_an_unknown_key_is_none()
    {
        await WriteAsync(Lines(9));
        using var other = EcdsaSigner.Make(Origin);
        var root = Tree(Lines(9)).Root();
        var note = other.Sign(new Checkpoint(Origin, 9, root).Text).ToString();
        await File.WriteAllTextAsync(_folder.File(ExportLayout.Checkpoint), note);

        Assert.Equal((TrailFaultKind.Unsigned, 1), Found(await VerifyAsync()));

        // With its own key beside it, only who knows the right key can tell.
        await File.WriteAllTextAsync(_folder.File(ExportLayout.Key(1)), Statement(other));
        Assert.Null((await VerifyTrustingAsync(null)).Fault);
        Assert.Equal((TrailFaultKind.Unsigned, 1), Found(await VerifyAsync()));
    }

    [Fact]
    public async Task A_text_is_missing_where_the_trail_does_not_say_of_that_place_that_it_was_removed()
    {
        var lines = Lines(9);
        lines[8] = lines[8] with { Entry = EntryText.Of(Removal(before: "5")) };
        await WriteAsync(lines);

        await WriteSegmentAsync(lines, without: 5);
        var verdict = await VerifyAsync();
        Assert.Equal((null, 5L, 8L), (verdict.Fault, verdict.Removal?.Count, verdict.Removal?.Seq));

        await WriteSegmentAsync(lines, without: 6);
        var fault = (await VerifyAsync()).Fault;
        Assert.Equal((TrailFaultKind.Missing, 5L), (fault?.Kind, fault?.Seq));
    }

    [Theory]
    [InlineData("9", "audit.retention.removed")] // of itself
    [InlineData("-5", "audit.retention.removed")]
    [InlineData("5", "domain.audit.retention.removed")]
    public async Task What_others_tell_of_removals_excuses_nothing(string before, string action)
    {
        var lines = Lines(9);
        lines[8] = lines[8] with { Entry = EntryText.Of(Removal(before) with { Action = action }) };
        await WriteAsync(lines);
        await WriteSegmentAsync(lines, without: 5);

        var verdict = await VerifyAsync();

        Assert.Equal((TrailFaultKind.Missing, 0L, 1), (verdict.Fault?.Kind, verdict.Fault?.Seq, verdict.ExitCode));
    }

    [Fact]
    public async Task A_trail_that_was_rolled_back_is_found_by_a_later_checkpoint()
    {
        await WriteAsync(Lines(6));

        var fault = (await VerifyAsync(Signed(Lines(9)))).Fault;

        Assert.Equal((TrailFaultKind.RolledBack, 6L), (fault?.Kind, fault?.Seq));
    }

    [Fact]
    public async Task Two_checkpoints_of_one_size_and_two_roots_are_found()
    {
        await WriteAsync(Lines(9));
        var forged = Edit(Lines(9), x => x[5] = Forge(x[5]));

        Assert.Equal((TrailFaultKind.Rewritten, 1), Found(await VerifyAsync(Signed(forged))));
    }

    [Fact]
    public async Task A_signature_that_was_changed_is_wrong()
    {
        await WriteAsync(Lines(9));
        var path = _folder.File(ExportLayout.Checkpoint);
        var note = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(path, note.Replace("\n9\n", "\n8\n", StringComparison.Ordinal));

        Assert.Equal((TrailFaultKind.Unsigned, 1), Found(await VerifyAsync()));
    }

    [Fact]
    public async Task What_is_no_export_cannot_be_verified()
    {
        Assert.Equal((TrailFaultKind.Unreadable, 2), Found(await VerifyAsync()));

        await WriteAsync(Lines(2));
        await File.WriteAllTextAsync(_folder.File(ExportLayout.Checkpoint), "my shopping list");
        Assert.Equal((TrailFaultKind.Unreadable, 2), Found(await VerifyAsync()));
    }

    public void Dispose() => _folder.Dispose();

    private static (TrailFaultKind?, int) Found(TrailVerdict verdict) => (verdict.Fault?.Kind, verdict.ExitCode);

    private Task<TrailVerdict> VerifyAsync(params string[] checkpoints) =>
        VerifyTrustingAsync(Signer.Key.ToString(), checkpoints);

    private Task<TrailVerdict> VerifyTrustingAsync(string? key, params string[] checkpoints) =>
        TrailVerifier.VerifyAsync(_folder.Path, new TrailTrust { Key = key, Checkpoints = checkpoints }, default);

    private async Task WriteAsync(IReadOnlyList<TrailLine> lines)
    {
        var export = new FolderExport(_folder.Path);
        await WriteTreeAsync(lines);
        await export.PutAsync(ExportLayout.Checkpoint, Encoding.UTF8.GetBytes(Signed(lines)), default);
        await export.PutAsync(ExportLayout.Key(1), Encoding.UTF8.GetBytes(Statement(Signer)), default);
    }

    /// <summary>Writes the lines, the first ones without their texts.</summary>
    private Task WriteSegmentAsync(IReadOnlyList<TrailLine> lines, int without)
    {
        var written = lines.Select((line, n) => n < without ? line with { WithoutText = line.Leaf() } : line).ToList();
        return new FolderExport(_folder.Path).PutAsync(ExportLayout.Segment(0), Segment(written), default);
    }

    private static AuditEntry Removal(string before) =>
        Some.Entry(8) with
        {
            Action = "audit.retention.removed",
            Details = new Dictionary<string, string> { ["before"] = before },
        };

    private async Task WriteTreeAsync(IReadOnlyList<TrailLine> lines)
    {
        var export = new FolderExport(_folder.Path);
        await export.PutAsync(ExportLayout.Segment(0), Segment(lines), default);
        var tiles = new TileBuilder();
        foreach (var line in lines)
        {
            tiles.Append(line.Leaf());
        }

        foreach (var tile in tiles.TakeChanged())
        {
            await export.PutAsync(ExportLayout.Tile(tile.Id, tile.Width), tile.Hashes, default);
        }
    }

    private static string Signed(IReadOnlyList<TrailLine> lines) =>
        Signer.Sign(new Checkpoint(Origin, lines.Count, Tree(lines).Root()).Text).ToString();

    private static string Statement(EcdsaSigner signer) =>
        signer.Sign(new KeyStatement(Origin, 1, 0, signer.Key).Text).ToString();

    private static CompactRange Tree(IReadOnlyList<TrailLine> lines)
    {
        var range = new CompactRange();
        foreach (var line in lines)
        {
            range.Append(line.Leaf());
        }

        return range;
    }

    private static List<TrailLine> Lines(int size) =>
        [
            .. Enumerable
                .Range(0, size)
                .Select(n => Some.Entry(n))
                .Select((e, n) => new TrailLine(n, e.Time, EntryText.Of(e))),
        ];

    private static byte[] Segment(IReadOnlyList<TrailLine> lines) => [.. lines.SelectMany(SegmentLine.Of)];

    private static TrailLine Forge(TrailLine line) =>
        line with
        {
            Entry = line.Entry.Replace("anna", "hans", StringComparison.Ordinal),
        };

    private static TrailLine Later(TrailLine line)
    {
        var time = line.Time.AddTicks(1);
        var entry = line.Entry.Replace(EntryText.TimeOf(line.Time), EntryText.TimeOf(time), StringComparison.Ordinal);
        return line with { Time = time, Entry = entry };
    }

    private static Func<List<TrailLine>, List<TrailLine>> With(int seq, Func<TrailLine, TrailLine> change) =>
        lines => Edit(lines, x => x[seq] = change(x[seq]));

    private static List<TrailLine> Edit(List<TrailLine> lines, Action<List<TrailLine>> edit)
    {
        edit(lines);
        return lines;
    }

    private static string Reordered(string entry)
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(entry)!.AsObject();
        return new System.Text.Json.Nodes.JsonObject(
            json.Reverse().Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))
        ).ToJsonString();
    }
}
