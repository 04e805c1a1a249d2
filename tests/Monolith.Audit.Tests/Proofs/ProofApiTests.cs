using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Monolith.Audit.Contracts;
using Monolith.Audit.Reading;

namespace Monolith.Audit.Tests.Proofs;

public sealed class ProofApiTests(EngineFixture engine)
{
    [Fact]
    public async Task An_entry_is_proven_without_the_rest_of_the_trail()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_prove");
        await Task.WhenAll(Enumerable.Range(0, 300).Select(n => host.Trail.AppendAsync(Some.Entry(n), default)));
        await host.CoveredAsync(300);
        var key = await KeyAsync(host);

        foreach (var seq in (int[])[0, 1, 255, 256, 299])
        {
            var proof = await host.Http.GetStringAsync($"/api/v1/audit/entries/{seq}/proof?format=tlog");
            var line = await host.Service<TrailReader>().ReadAsync("default", seq, seq + 1, default).SingleAsync();
            var entry = Encoding.UTF8.GetBytes(line.Entry);

            Assert.Null(TrailVerifier.VerifyProof(proof, entry, key).Fault);
            entry[10] ^= 1;
            Assert.Equal(
                (TrailFaultKind.Changed, seq),
                (
                    TrailVerifier.VerifyProof(proof, entry, key).Fault!.Kind,
                    (int)TrailVerifier.VerifyProof(proof, entry, key).Fault!.Seq
                )
            );
        }

        var json = (await host.Http.GetFromJsonAsync<JsonObject>("/api/v1/audit/entries/7/proof"))!;
        Assert.Equal((7, 300), (json["seq"]!.GetValue<int>(), json["size"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_later_checkpoint_is_proven_to_go_on_from_an_earlier_one()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_consistent");
        await host.Trail.AppendAsync(Some.Entry(0), default);
        await host.CoveredAsync(1);
        var older = await host.Http.GetStringAsync("/api/v1/audit/checkpoint");
        await Task.WhenAll(Enumerable.Range(1, 9).Select(n => host.Trail.AppendAsync(Some.Entry(n), default)));
        await host.CoveredAsync(10);

        var newer = await host.Http.GetStringAsync("/api/v1/audit/checkpoint");
        var proof = await host.Http.GetStringAsync("/api/v1/audit/consistency?from=1&to=10");
        var other = await host.Http.GetStringAsync("/api/v1/audit/consistency?from=2&to=10");

        var key = await KeyAsync(host);
        Assert.Null(TrailVerifier.VerifyConsistency(older, newer, proof, key).Fault);
        Assert.Null(TrailVerifier.VerifyConsistency(newer, newer, proof: null, key).Fault);
        Assert.Equal(TrailFaultKind.Rewritten, TrailVerifier.VerifyConsistency(older, newer, other, key).Fault?.Kind);
        Assert.Equal(TrailFaultKind.RolledBack, TrailVerifier.VerifyConsistency(newer, older, proof, key).Fault?.Kind);
        Assert.Equal(2, TrailVerifier.VerifyConsistency(older, newer, "{", key).ExitCode);
    }

    [Fact]
    public async Task What_was_changed_in_the_tiles_is_no_proof()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_prove_damaged");
        await host.Trail.AppendAsync(Some.Entry(0), default);
        await host.Trail.AppendAsync(Some.Entry(1), default);
        await host.CoveredAsync(2);
        await host.TamperAsync("ALTER TABLE audit_tiles UPDATE data = reverse(data) WHERE level = 0");

        using var answer = await host.Http.GetAsync(new Uri("/api/v1/audit/entries/0/proof", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("audit-trail-damaged", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("entries/1/proof", 404, "no-such-audit-entry")]
    [InlineData("entries/-1/proof", 404, "no-such-audit-entry")]
    [InlineData("entries/0/proof?format=xml", 400, "invalid-request")]
    [InlineData("consistency?from=1&to=2", 400, "invalid-request")]
    [InlineData("consistency?from=2", 400, "invalid-request")]
    public async Task What_cannot_be_proven_is_said(string path, int status, string problem)
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_prove_not");
        await host.Trail.AppendAsync(Some.Entry(0), default);
        await host.CoveredAsync(1);

        using var answer = await host.Http.GetAsync(new Uri($"/api/v1/audit/{path}", UriKind.Relative));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(problem, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<string> KeyAsync(AuditHost host)
    {
        var keys = await host.Service<Monolith.Audit.Checkpoints.SigningKeys>().ListAsync("default", default);
        return Monolith.Audit.Checkpoints.KeyStatement.Parse(keys[^1].Statement).Statement.Key.ToString();
    }
}
