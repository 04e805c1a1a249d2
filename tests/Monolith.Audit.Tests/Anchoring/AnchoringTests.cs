using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography.Pkcs;
using System.Text;
using System.Text.Json.Nodes;
using Monolith.Audit.Anchoring;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Contracts;
using Monolith.Audit.Merkle;
using Monolith.Audit.Witness;

namespace Monolith.Audit.Tests.Anchoring;

public sealed class AnchoringTests(EngineFixture engine)
{
    [Fact]
    public async Task A_folder_has_all_that_it_takes_to_verify_the_trail_without_the_server()
    {
        using var outside = new TemporaryFolder();
        await using var host = await StartAsync(
            engine,
            "audit_anchor_folder",
            new() { ["vault:Type"] = "folder", ["vault:Path"] = outside.Path }
        );
        await host.Trail.AppendAsync(Some.Entry(1), default);

        var anchor = await AnchoredAsync(host, "vault");

        Assert.True((long)anchor["size"]! >= 1);
        var verdict = await TrailVerifier.VerifyAsync(Path.Combine(outside.Path, "default"), new TrailTrust(), default);
        Assert.Null(verdict.Fault);
        Assert.Equal(1, verdict.Digests);
    }

    [Fact]
    public async Task What_is_in_a_locked_bucket_cannot_be_deleted_by_whoever_has_its_key()
    {
        await using var bucket = await LockedBucket.StartAsync();
        await using var host = await StartAsync(
            engine,
            "audit_anchor_s3",
            new()
            {
                ["bucket:Type"] = "s3",
                ["bucket:Url"] = $"{bucket.Url}",
                ["bucket:Bucket"] = "trails",
                ["bucket:Prefix"] = "one/",
                ["bucket:AccessKey"] = "id",
                ["bucket:Secret"] = "key",
                ["bucket:RetainFor"] = "2557.00:00:00",
                ["bucket:LegalHold"] = "true",
                ["bucket:StorageClass"] = "GLACIER_IR",
            }
        );
        await host.Trail.AppendAsync(Some.Entry(1), default);

        await AnchoredAsync(host, "bucket");

        var segment = bucket.Newest["trails/one/default/segments/0000000000000000000.ndjson"];
        Assert.Contains("entry-1", Encoding.UTF8.GetString(segment.Content), StringComparison.Ordinal);
        Assert.True(segment.RetainUntil > TimeProvider.System.GetUtcNow().AddDays(2556));
        Assert.Equal(("COMPLIANCE", true, "GLACIER_IR"), (segment.Mode, segment.IsHeld, segment.StorageClass));
        Assert.Equal("", bucket.Newest["trails/one/default/checkpoint"].StorageClass);
        Assert.Contains(bucket.Newest.Keys, key => key.Contains("/digests/", StringComparison.Ordinal));
        using var http = new HttpClient();
        using var deleted = await http.DeleteAsync(new Uri(bucket.Url, "trails/one/default/checkpoint"));
        Assert.Equal(HttpStatusCode.Forbidden, deleted.StatusCode);
    }

    [Fact]
    public async Task A_bucket_locks_for_as_long_as_the_trail_is_kept_and_holds_while_it_is_held()
    {
        await using var bucket = await LockedBucket.StartAsync();
        await using var host = await StartAsync(engine, "audit_anchor_follows", Locked(bucket));
        await PutAsync(host, HttpMethod.Put, "retention", new { keep_days = 3650, reason = "Policy." });
        await PutAsync(host, HttpMethod.Post, "holds", new { name = "Case 17", reason = "The court asks." });

        await AnchoredAsync(host, "bucket");

        var checkpoint = bucket.Newest["trails/one of two/default/checkpoint"];
        Assert.True(checkpoint.RetainUntil > TimeProvider.System.GetUtcNow().AddDays(3649));
        Assert.True(checkpoint.IsHeld);
    }

    [Fact]
    public async Task A_hold_reaches_what_is_in_the_bucket_already_and_lets_go_of_it_when_it_is_lifted()
    {
        await using var bucket = await LockedBucket.StartAsync();
        await using var host = await StartAsync(engine, "audit_anchor_holds", Locked(bucket));
        await host.Trail.AppendAsync(Some.Entry(1), default);
        await AnchoredAsync(host, "bucket");
        Assert.DoesNotContain(bucket.Newest.Values, version => version.IsHeld);
        Assert.True(bucket.Newest.Count > LockedBucket.MaxListed, "it takes more than one list");

        bucket.HoldsLeft = 2;
        var hold = await PutAsync(host, HttpMethod.Post, "holds", new { name = "Case 17", reason = "The court asks." });
        await Eventually.HoldsAsync(
            async () => ((string?)(await HoldAsync(host))?["error"])?.Contains("403", StringComparison.Ordinal) == true,
            "it is told why the hold does not reach the bucket"
        );
        Assert.False((bool)(await HoldAsync(host))!["is_done"]!);
        bucket.HoldsLeft = null;
        await HoldReachedAsync(host, isHeld: true);
        Assert.All(bucket.Newest.Values, version => Assert.True(version.IsHeld));

        await PutAsync(host, HttpMethod.Post, $"holds/{hold["id"]}/lift", new { reason = "The court is done." });
        await HoldReachedAsync(host, isHeld: false);
        Assert.DoesNotContain(bucket.Newest.Values, version => version.IsHeld);
        var told = await host.Http.GetFromJsonAsync<JsonObject>("/api/v1/audit/entries?action=audit.hold.reached");
        Assert.Equal($"{bucket.Newest.Count}", (string?)told!["entries"]![0]!["entry"]!["details"]!["objects"]);
    }

    [Fact]
    public async Task A_hold_that_is_placed_while_an_export_is_written_reaches_that_export_too()
    {
        var mayWrite = new TaskCompletionSource();
        await using var bucket = await LockedBucket.StartAsync();
        bucket.MayWrite = mayWrite.Task;
        await using var host = await StartAsync(engine, "audit_anchor_amidst", Locked(bucket));
        await host.Trail.AppendAsync(Some.Entry(1), default);
        await Eventually.HoldsAsync(() => bucket.IsWaitedFor, "the export has begun");

        await PutAsync(host, HttpMethod.Post, "holds", new { name = "Case 17", reason = "The court asks." });
        await HoldReachedAsync(host, isHeld: true);
        mayWrite.SetResult();
        await AnchoredAsync(host, "bucket");

        await Eventually.HoldsAsync(() => bucket.Newest.Values.All(v => v.IsHeld), "all that was written is held");
    }

    [Fact]
    public async Task An_anchor_that_fails_says_so_and_is_tried_again()
    {
        await using var bucket = await LockedBucket.StartAsync();
        bucket.IsDown = true;
        await using var host = await StartAsync(
            engine,
            "audit_anchor_fails",
            new()
            {
                ["bucket:Type"] = "s3",
                ["bucket:Url"] = $"{bucket.Url}",
                ["bucket:Bucket"] = "trails",
                ["bucket:AccessKey"] = "id",
                ["bucket:Secret"] = "key",
            }
        );
        await host.Trail.AppendAsync(Some.Entry(1), default);

        await Eventually.HoldsAsync(
            async () => ((string?)(await ListAsync(host))["error"])?.Contains("503", StringComparison.Ordinal) == true,
            "it is told why the anchor failed"
        );

        bucket.IsDown = false;
        Assert.Equal(0, (int)(await AnchoredAsync(host, "bucket"))["failures"]!);
        Assert.Null(await host.VerifyAsync());
    }

    [Fact]
    public async Task An_authority_says_when_the_checkpoint_was_there_and_one_that_lies_is_found_out()
    {
        using var folder = new TemporaryFolder();
        await using var authority = await TimestampAuthority.StartAsync();
        authority.Lies = true;
        await File.WriteAllTextAsync(folder.File("tsa.pem"), authority.Pem);
        await using var host = await StartAsync(
            engine,
            "audit_anchor_time",
            new()
            {
                ["time:Type"] = "timestamp",
                ["time:Url"] = $"{authority.Url}",
                ["time:TrustedCertificates"] = folder.File("tsa.pem"),
            }
        );
        await host.Trail.AppendAsync(Some.Entry(1), default);
        await Eventually.HoldsAsync(
            async () => (int)(await ListAsync(host))["failures"]! > 0,
            "the authority has lied"
        );

        authority.Lies = false;
        await AnchoredAsync(host, "time");

        var receipt = await host.Service<AnchorStates>().ReceiptsAsync("default", default).FirstAsync();
        Assert.True(Rfc3161TimestampToken.TryDecode(receipt.Receipt.Content, out var token, out _));
        Assert.True(token.TokenInfo.Timestamp > TimeProvider.System.GetUtcNow().AddHours(-1));
    }

    [Fact]
    public async Task A_witness_signs_what_goes_on_from_what_it_saw_and_nothing_else()
    {
        using var log = EcdsaSigner.Make("log.example/audit/default");
        await using var host = await AuditHost.StartAsync(
            engine,
            "audit_witness",
            settings: new Dictionary<string, string?> { ["Modules:Audit:Witness:Logs:0"] = log.Key.ToString() }
        );
        Assert.True(
            CosignatureKey.TryParse(
                (await host.Http.GetStringAsync(new Uri("/api/v1/audit/witness/key", UriKind.Relative))).Trim(),
                out var key
            )
        );
        var (tree, other) = (new CompactRange(), new CompactRange());
        tree.Append(MerkleHash.Leaf("a"u8));
        other.Append(MerkleHash.Leaf("b"u8));
        var checkpoint = new Checkpoint(log.Key.Name, 1, tree.Root());

        var (status, answer) = await ShowAsync(host, new WitnessRequest(0, [], log.Sign(checkpoint.Text).ToString()));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.NotNull(key!.TimeOf(checkpoint.Text, NoteSignature.Parse(answer.Trim())));

        var fork = log.Sign(new Checkpoint(log.Key.Name, 1, other.Root()).Text).ToString();
        Assert.Equal((HttpStatusCode.Conflict, "1\n"), await ShowAsync(host, new WitnessRequest(0, [], fork)));
        Assert.Equal((HttpStatusCode.Conflict, "1\n"), await ShowAsync(host, new WitnessRequest(1, [], fork)));

        other.Append(MerkleHash.Leaf("c"u8));
        var rewritten = log.Sign(new Checkpoint(log.Key.Name, 2, other.Root()).Text).ToString();
        var proof = new[] { MerkleHash.Leaf("c"u8) };
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await ShowAsync(host, new WitnessRequest(1, proof, rewritten))).Status
        );

        tree.Append(MerkleHash.Leaf("c"u8));
        var next = log.Sign(new Checkpoint(log.Key.Name, 2, tree.Root()).Text).ToString();
        Assert.Equal(HttpStatusCode.OK, (await ShowAsync(host, new WitnessRequest(1, proof, next))).Status);

        using var thief = EcdsaSigner.Make(log.Key.Name);
        var stolen = thief.Sign(new Checkpoint(log.Key.Name, 2, tree.Root()).Text).ToString();
        Assert.Equal(HttpStatusCode.Forbidden, (await ShowAsync(host, new WitnessRequest(2, [], stolen))).Status);
        using var stranger = EcdsaSigner.Make("stranger.example/audit/default");
        var strange = stranger.Sign(new Checkpoint(stranger.Key.Name, 2, tree.Root()).Text).ToString();
        Assert.Equal(HttpStatusCode.NotFound, (await ShowAsync(host, new WitnessRequest(0, [], strange))).Status);
    }

    [Fact]
    public async Task An_anchor_that_lacks_a_setting_keeps_the_host_from_starting_and_says_which()
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() =>
            StartAsync(engine, "audit_anchor_wrong", new() { ["bucket:Type"] = "s3" })
        );

        Assert.Contains("Anchors:bucket:Bucket", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_only_read_the_trail_anchors_nothing()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_anchor_denied");
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri("/api/v1/audit/anchors/vault/run", UriKind.Relative)
        );
        request.Headers.Add(ModuleHost.PermissionsHeader, "audit:read");

        using var answer = await host.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private static Task<AuditHost> StartAsync(
        EngineFixture engine,
        string database,
        Dictionary<string, string?> anchors
    )
    {
        var settings = anchors.ToDictionary(a => $"Modules:Audit:Anchoring:Anchors:{a.Key}", a => a.Value);
        settings["Modules:Audit:Anchoring:RetryFirst"] = "00:00:00.050";
        return AuditHost.StartAsync(engine, database, settings: settings);
    }

    private static Dictionary<string, string?> Locked(LockedBucket bucket) =>
        new()
        {
            ["bucket:Type"] = "s3",
            ["bucket:Url"] = $"{bucket.Url}",
            ["bucket:Bucket"] = "trails",
            ["bucket:Prefix"] = "one of two/",
            ["bucket:AccessKey"] = "id",
            ["bucket:Secret"] = "key",
            ["bucket:RetainFor"] = "30.00:00:00",
        };

    private static async Task<JsonNode?> HoldAsync(AuditHost host) => (await ListAsync(host))["hold"];

    private static Task HoldReachedAsync(AuditHost host, bool isHeld) =>
        Eventually.HoldsAsync(
            async () => await HoldAsync(host) is { } hold && (bool)hold["is_done"]! && (bool)hold["is_held"]! == isHeld,
            "the hold has reached what is in the bucket"
        );

    private static async Task<JsonNode> PutAsync(AuditHost host, HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, new Uri($"/api/v1/audit/{path}", UriKind.Relative))
        {
            Content = JsonContent.Create(body),
        };
        using var answer = await host.Http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        return text.Length > 0 ? JsonNode.Parse(text)! : new JsonObject();
    }

    private static async Task<JsonNode> AnchoredAsync(AuditHost host, string name)
    {
        JsonNode? anchor = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                anchor = await ListAsync(host);
                return (string?)anchor["name"] == name && anchor["anchored_at"] is not null;
            },
            "the trail is anchored"
        );
        return anchor!;
    }

    private static async Task<JsonNode> ListAsync(AuditHost host)
    {
        var text = await host.Http.GetStringAsync(new Uri("/api/v1/audit/anchors", UriKind.Relative));
        return JsonNode.Parse(text)!["anchors"]![0]!;
    }

    private static async Task<(HttpStatusCode Status, string Answer)> ShowAsync(AuditHost host, WitnessRequest request)
    {
        using var body = new StringContent(request.ToString());
        using var answer = await host.Http.PostAsync(new Uri("/api/v1/audit/witness", UriKind.Relative), body);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
