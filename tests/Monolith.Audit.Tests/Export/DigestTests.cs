using Monolith.Audit.Contracts;
using Monolith.Audit.Export;

namespace Monolith.Audit.Tests.Export;

public sealed class DigestTests(EngineFixture engine)
{
    [Fact]
    public async Task An_export_of_hour_after_hour_is_whole_and_a_digest_that_is_missing_is_missed()
    {
        using var folder = new TemporaryFolder();
        await using var host = await AuditHost.StartAsync(engine, "audit_hours");
        await WriteHoursAsync(host, folder.Path);

        var whole = await VerifyAsync(folder.Path);
        Assert.Equal((null, 4, 300L), (whole.Fault, whole.Digests, whole.Size));

        // The third hour had no entries, and its digest is there all the same.
        var third = Path.Combine(folder.Path, ExportLayout.Digest(Some.Noon.AddHours(2)));
        var content = await File.ReadAllBytesAsync(third);
        File.Delete(third);
        var missing = await VerifyAsync(folder.Path);
        Assert.Equal(
            (TrailFaultKind.DigestMissing, 20L, 2),
            (missing.Fault?.Kind, missing.Fault?.Seq, missing.ExitCode)
        );

        content[^4] ^= 1;
        await File.WriteAllBytesAsync(third, content);
        Assert.Equal(TrailFaultKind.Unsigned, (await VerifyAsync(folder.Path)).Fault?.Kind);
    }

    [Fact]
    public async Task A_segment_that_is_missing_or_changed_is_found_at_its_place()
    {
        using var folder = new TemporaryFolder();
        await using var host = await AuditHost.StartAsync(engine, "audit_segments");
        await WriteHoursAsync(host, folder.Path);
        var segment = Path.Combine(folder.Path, ExportLayout.Segment(10));
        var text = await File.ReadAllTextAsync(segment);

        await File.WriteAllTextAsync(segment, text.Replace("silence-13", "silence-31", StringComparison.Ordinal));
        var changed = (await VerifyAsync(folder.Path)).Fault;
        File.Delete(segment);
        var missing = (await VerifyAsync(folder.Path)).Fault;

        Assert.Equal((TrailFaultKind.Changed, 13L), (changed?.Kind, changed?.Seq));
        Assert.Equal((TrailFaultKind.Missing, 10L), (missing?.Kind, missing?.Seq));
    }

    /// <summary>Four hours: 10 entries, 10 more, none, and 280 more.</summary>
    private static async Task WriteHoursAsync(AuditHost host, string folder)
    {
        await host.StoredAsync(0);
        var target = new FolderExport(folder);
        WrittenDigest? written = null;
        var count = 0;
        foreach (var (hour, end) in new[] { 10, 20, 20, 300 }.Index())
        {
            for (; count < end; count++)
            {
                await host.Trail.AppendAsync(Some.Entry(count), default);
            }

            var time = Some.Noon.AddHours(hour);
            written = await host.Service<TrailExporter>().WriteHourAsync("default", time, written, target, default);
        }
    }

    private static Task<TrailVerdict> VerifyAsync(string folder) =>
        TrailVerifier.VerifyAsync(folder, new TrailTrust(), default);
}
