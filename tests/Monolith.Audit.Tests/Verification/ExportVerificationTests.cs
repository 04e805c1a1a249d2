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
    public async Task Only_who_knows_the_key_can_tell_a_trail_from_one_that_brings_a_key_of_its_own()
    {
        await WriteAsync(Lines(9));
        using var other = EcdsaSigner.Make(Origin);
        var note = other.Sign(new Checkpoint(Origin, 9, Tree(Lines(9)).Root()).Text).ToString();
        await File.WriteAllTextAsync(_folder.File(ExportLayout.Checkpoint), note);
        await File.WriteAllTextAsync(_folder.File(ExportLayout.Key(1)), Statement(other));

        Assert.Null((await VerifyTrustingAsync(null)).Fault);
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

    private Task<TrailVerdict> VerifyAsync() => VerifyTrustingAsync(Signer.Key.ToString());

    private Task<TrailVerdict> VerifyTrustingAsync(string? key) =>
        TrailVerifier.VerifyAsync(_folder.Path, new TrailTrust { Key = key }, default);

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
}
