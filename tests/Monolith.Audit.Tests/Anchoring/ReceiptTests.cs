using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Monolith.Audit.Contracts;

namespace Monolith.Audit.Tests.Anchoring;

/// <summary>What witnesses and authorities gave is verified with the export, by what the verifier knows of them from elsewhere.</summary>
public sealed class ReceiptTests(EngineFixture engine) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task One_Monolith_signs_the_trail_of_another_and_who_verifies_it_sees_when()
    {
        var key = await FirstKeyAsync();
        await using var witness = await AuditHost.StartAsync(
            engine,
            "audit_two_witness",
            settings: new Dictionary<string, string?>
            {
                ["Modules:Audit:Domain"] = "sister.example",
                ["Modules:Audit:Witness:Logs:0"] = key,
            }
        );
        var witnessKey = (await witness.Http.GetStringAsync("/api/v1/audit/witness/key")).Trim();
        await using var log = await AuditHost.StartAsync(
            engine,
            "audit_two_log",
            _folder.File("log"),
            settings: new Dictionary<string, string?>
            {
                ["Modules:Audit:Anchoring:Interval"] = "00:00:01",
                ["Modules:Audit:Anchoring:RetryFirst"] = "00:00:00.050",
                ["Modules:Audit:Anchoring:Anchors:sister:Type"] = "witness",
                ["Modules:Audit:Anchoring:Anchors:sister:Url"] = $"{witness.Http.BaseAddress}api/v1/audit/witness",
                ["Modules:Audit:Anchoring:Anchors:sister:Key"] = witnessKey,
            }
        );

        // More than once, so that the second signature goes on from the first.
        var first = await AnchoredAsync(log, 1);
        await log.Trail.AppendAsync(Some.Entry(2), default);
        await AnchoredAsync(log, first + 1);
        await log.ExportAsync(_folder.File("export"));

        var trust = new TrailTrust { Key = key, Witnesses = [witnessKey] };
        var verdict = await VerifyAsync(trust);
        Assert.Null(verdict.Fault);
        Assert.True(verdict.Anchors.Count >= 2);
        Assert.All(verdict.Anchors, a => Assert.Equal((TrailAnchorKind.Witness, true), (a.Kind, a.IsTrusted)));
        Assert.Equal([.. verdict.Anchors.Select(a => a.Size).Order()], verdict.Anchors.Select(a => a.Size));

        // Anothers' key with its name is not its key.
        var stranger = await StrangerAsync();
        Assert.Equal(
            (TrailFaultKind.AnchorMissing, 2),
            Found(await VerifyAsync(trust with { Witnesses = [stranger] }))
        );
        Assert.Equal(2, (await VerifyAsync(trust with { Witnesses = [witnessKey[..^4]] })).ExitCode);

        await ChangeAsync(verdict.Anchors[0].Name, text => Swapped(text));
        Assert.Equal((TrailFaultKind.AnchorWrong, 1), Found(await VerifyAsync(trust)));
    }

    [Fact]
    public async Task A_time_stamp_is_verified_down_to_the_certificates_that_are_trusted()
    {
        await using var authority = await TimestampAuthority.StartAsync();
        await using var other = await TimestampAuthority.StartAsync();
        await using var log = await AuditHost.StartAsync(
            engine,
            "audit_stamped",
            settings: new Dictionary<string, string?>
            {
                ["Modules:Audit:Anchoring:Anchors:time:Type"] = "timestamp",
                ["Modules:Audit:Anchoring:Anchors:time:Url"] = $"{authority.Url}",
            }
        );
        await log.Trail.AppendAsync(Some.Entry(1), default);
        await AnchoredAsync(log, 1);
        await log.ExportAsync(_folder.File("export"));

        var stamp = Assert.Single((await VerifyAsync(new TrailTrust())).Anchors);
        Assert.Equal((TrailAnchorKind.Timestamp, false), (stamp.Kind, stamp.IsTrusted));
        var trust = new TrailTrust { Authorities = authority.Pem };
        Assert.True(Assert.Single((await VerifyAsync(trust)).Anchors).IsTrusted);
        Assert.Equal(
            (TrailFaultKind.AnchorWrong, 1),
            Found(await VerifyAsync(new TrailTrust { Authorities = other.Pem }))
        );
        Assert.Equal(2, (await VerifyAsync(new TrailTrust { Authorities = "no certificate" })).ExitCode);

        // The same checkpoint signed once more is another note than the one that was stamped.
        var note = Path.ChangeExtension(stamp.Name, ".note");
        await ChangeAsync(note, _ => File.ReadAllText(Path.Combine(_folder.File("export"), "checkpoint")));
        Assert.Equal((TrailFaultKind.AnchorWrong, 1), Found(await VerifyAsync(trust)));
        File.Delete(Path.Combine(_folder.File("export"), note));
        Assert.Equal((TrailFaultKind.AnchorMissing, 2), Found(await VerifyAsync(trust)));
        File.Delete(Path.Combine(_folder.File("export"), stamp.Name));
        Assert.Equal((TrailFaultKind.AnchorMissing, 2), Found(await VerifyAsync(trust)));
        Assert.Null((await VerifyAsync(new TrailTrust())).Fault);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The key of the trail, which the witness must know before it is shown anything.</summary>
    private async Task<string> FirstKeyAsync()
    {
        await using var log = await AuditHost.StartAsync(engine, "audit_two_log", _folder.File("log"));
        await log.Trail.AppendAsync(Some.Entry(1), default);
        return (await log.VerdictAsync()).SignedBy!;
    }

    private async Task<string> StrangerAsync()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_two_stranger");
        return (await host.Http.GetStringAsync("/api/v1/audit/witness/key")).Trim();
    }

    private Task<TrailVerdict> VerifyAsync(TrailTrust trust) =>
        TrailVerifier.VerifyAsync(_folder.File("export"), trust, default);

    private async Task ChangeAsync(string name, Func<string, string> change)
    {
        var path = Path.Combine(_folder.File("export"), name);
        await File.WriteAllTextAsync(path, change(await File.ReadAllTextAsync(path)));
    }

    /// <summary>A note whose last signature has its last bytes changed.</summary>
    private static string Swapped(string note)
    {
        var line = note.TrimEnd('\n').Split('\n')[^1];
        var bytes = Convert.FromBase64String(line[(line.LastIndexOf(' ') + 1)..]);
        bytes[^1] ^= 1;
        return note.Replace(
            line,
            line[..(line.LastIndexOf(' ') + 1)] + Convert.ToBase64String(bytes),
            StringComparison.Ordinal
        );
    }

    private static (TrailFaultKind?, int) Found(TrailVerdict verdict) => (verdict.Fault?.Kind, verdict.ExitCode);

    private static async Task<long> AnchoredAsync(AuditHost host, long size)
    {
        var anchored = 0L;
        await Eventually.HoldsAsync(
            async () =>
            {
                var anchors = await host.Http.GetFromJsonAsync<JsonObject>("/api/v1/audit/anchors");
                anchored = (long)anchors!["anchors"]![0]!["size"]!;
                return anchored >= size;
            },
            $"{size} entries are anchored"
        );
        return anchored;
    }
}
