using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Buffers;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Pipelines;

namespace Monolith.Processing.Tests.Pipelines;

public sealed class PublishPipelineTests
{
    private const string Tag = "stages:\n  - set: {fields: {tag: one}}";

    [Fact]
    public async Task A_draft_changes_nothing_until_it_is_published()
    {
        await using var world = await PipelineWorld.StartAsync();
        var saved = await world.PutAsync("orders", Tag);
        await world.SendAsync("before");

        await world.PostAsync("orders/publish");
        await world.SendAsync("after");

        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        Assert.False(world.Stored.Records[0].Attributes.ContainsKey("tag"));
        Assert.Equal("one", world.Stored.Records[1].Attributes["tag"]);
    }

    [Fact]
    public async Task A_broken_draft_is_kept_with_its_errors_and_never_published()
    {
        await using var world = await PipelineWorld.StartAsync();
        await world.PublishAsync("orders", Tag);

        var saved = await world.PutAsync("orders", "stages:\n  - sett: {}\n  - keep: {only: \"severity>>\"}");
        var published = await world.PostAsync("orders/publish");

        var view = await saved.Content.ReadFromJsonAsync<JsonNode>();
        var problem = await published.Content.ReadFromJsonAsync<JsonNode>();
        Assert.Equal(["stages[0].sett", "stages[1].keep.only"], Paths(view!["errors"]));
        Assert.Equal(HttpStatusCode.Conflict, published.StatusCode);
        Assert.Equal("/problems/broken-pipeline", (string?)problem!["type"]);
        Assert.Equal(["stages[0].sett", "stages[1].keep.only"], Paths(problem["errors"]));
        await world.SendAsync("still");
        Assert.Equal("one", world.Stored.Records[0].Attributes["tag"]);
    }

    [Theory]
    [InlineData("", "u-1 [email]")]
    [InlineData("\n    if: severity>=error", "")]
    public async Task Spans_are_protected_by_the_stages_that_protect_every_record(string condition, string expected)
    {
        await using var world = await PipelineWorld.StartAsync();
        await world.PublishAsync("people", $"stages:\n  - redact: {{actions: {{user: keep, email: mask}}}}{condition}");
        using var scratch = new ScratchBuffer();
        var span = new SpanRecord { UserId = "u-1"u8.ToArray(), Name = "anna@example.com"u8.ToArray() };

        var stages = world.Services.GetRequiredService<PipelineCatalog>().Of(TenantId.Default).Spans;
        foreach (var redact in stages)
        {
            redact.Apply(span, scratch);
        }

        var made = $"{Encoding.UTF8.GetString(span.UserId.Span)} {Encoding.UTF8.GetString(span.Name.Span)}";
        Assert.Equal(expected, stages.Count == 0 ? "" : made);
    }

    [Fact]
    public async Task Rolling_back_goes_through_what_was_in_force_one_after_the_other()
    {
        await using var world = await PipelineWorld.StartAsync();
        foreach (var tag in new[] { "one", "two", "three" })
        {
            await world.PublishAsync("orders", $"stages:\n  - set: {{fields: {{tag: {tag}}}}}");
        }

        var to = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            (await world.PostAsync("orders/rollback")).EnsureSuccessStatusCode();
            await world.SendAsync("x");
            to.Add(world.Stored.Records[^1].Attributes["tag"]);
        }

        var beyond = await world.PostAsync("orders/rollback");
        Assert.Equal(["two", "one"], to);
        Assert.Equal(HttpStatusCode.Conflict, beyond.StatusCode);
        Assert.Equal("/problems/nothing-to-roll-back", await TypeOf(beyond));
    }

    [Fact]
    public async Task An_earlier_version_is_published_by_its_number()
    {
        await using var world = await PipelineWorld.StartAsync();
        await world.PublishAsync("orders", Tag);
        await world.PublishAsync("orders", "stages: []");

        await world.PostAsync("orders/publish", JsonContent.Create(new { version = 1 }));

        var view = await world.GetAsync("/orders");
        var text = await world.Http.GetStringAsync("/api/v1/pipelines/orders/versions/1");
        var versions = await world.GetAsync("/orders/versions");
        Assert.Equal((2, 1), ((int)view["latest"]!, (int)view["published"]!));
        Assert.Equal([1, 2, 1], view["history"]!.AsArray().Select(n => (int)n!));
        Assert.Equal(Tag, text);
        Assert.Equal([2, 1], versions["versions"]!.AsArray().Select(v => (int)v!["number"]!));
    }

    [Fact]
    public async Task A_change_of_what_somebody_else_changed_meanwhile_is_refused()
    {
        await using var world = await PipelineWorld.StartAsync();
        var first = await world.PutAsync("orders", Tag);
        var etag = first.Headers.ETag!.ToString();

        var second = await world.PutAsync("orders", Tag, etag);
        var outdated = await world.PutAsync("orders", Tag, etag);

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, outdated.StatusCode);
        Assert.Equal("/problems/outdated", await TypeOf(outdated));
    }

    [Fact]
    public async Task Pipelines_run_in_the_order_of_their_names_and_the_usual_one_returns_when_all_are_gone()
    {
        await using var world = await PipelineWorld.StartAsync();
        await world.PublishAsync("b", "stages:\n  - template: {to: tag, text: \"{tag}b\"}");
        await world.PublishAsync("a", "stages:\n  - template: {to: tag, text: \"{tag}a\"}");
        await world.SendAsync("x");

        await world.Http.DeleteAsync("/api/v1/pipelines/a");
        await world.SendAsync("x");
        await world.Http.DeleteAsync("/api/v1/pipelines/b");
        await world.SendAsync("x");

        Assert.Equal(
            ["ab", "b", null],
            world.Stored.Records.Select(record => record.Attributes.GetValueOrDefault("tag"))
        );
        Assert.Equal("usual", (string?)(await world.GetAsync(""))["version"]);
    }

    [Fact]
    public async Task A_tenant_neither_sees_nor_changes_nor_runs_anothers_pipeline()
    {
        await using var world = await PipelineWorld.StartAsync();
        await world.PublishAsync("orders", Tag);

        var list = await world.GetAsync("", tenant: "other");
        var publish = await world.PostAsync("orders/publish", tenant: "other");
        await world.PublishAsync("orders", "stages: []", tenant: "other");
        await world.SendAsync("mine");
        await world.SendAsync("theirs", tenant: "other");

        Assert.Empty(list["pipelines"]!.AsArray());
        Assert.Equal(HttpStatusCode.NotFound, publish.StatusCode);
        Assert.Equal("one", world.Stored.Records[0].Attributes["tag"]);
        Assert.False(world.Stored.Records[1].Attributes.ContainsKey("tag"));
        Assert.Equal(1, (int)(await world.GetAsync("/orders"))["latest"]!);
    }

    [Fact]
    public async Task Nobody_does_what_they_may_not()
    {
        (string Method, string Path, string Needed)[] requests =
        [
            ("GET", "", Permissions.ReadPipelines),
            ("GET", "/counts", Permissions.ReadPipelines),
            ("GET", "/stages", Permissions.ReadPipelines),
            ("GET", "/schema.json", Permissions.ReadPipelines),
            ("GET", "/orders", Permissions.ReadPipelines),
            ("GET", "/orders/versions", Permissions.ReadPipelines),
            ("GET", "/orders/versions/1", Permissions.ReadPipelines),
            ("POST", "/check", Permissions.ReadPipelines),
            ("POST", "/try", Permissions.ReadPipelines),
            ("PUT", "/orders", Permissions.ManagePipelines),
            ("POST", "/orders/publish", Permissions.ManagePipelines),
            ("POST", "/orders/rollback", Permissions.ManagePipelines),
            ("DELETE", "/orders", Permissions.ManagePipelines),
        ];
        await using var world = await PipelineWorld.StartAsync();

        foreach (var (method, path, needed) in requests)
        {
            var request = new HttpRequestMessage(new HttpMethod(method), $"/api/v1/pipelines{path}");
            request.Headers.Add(
                ModuleHost.PermissionsHeader,
                string.Join(' ', Permissions.All.Where(permission => permission != needed))
            );

            var response = await world.Http.SendAsync(request);

            Assert.True(response.StatusCode == HttpStatusCode.Forbidden, $"{method} {path}: {response.StatusCode}");
        }
    }

    [Fact]
    public async Task Another_replica_runs_what_was_published_after_its_next_look()
    {
        using var folder = new TemporaryFolder();
        await using var one = await PipelineWorld.StartAsync(folder.Path);
        await using var other = await PipelineWorld.StartAsync(folder.Path);
        await one.PublishAsync("orders", Tag);

        await Eventually.HoldsAsync(
            async () =>
            {
                await other.SendAsync("x");
                return other.Stored.Records[^1].Attributes.ContainsKey("tag");
            },
            "the other replica runs the pipeline"
        );
    }

    [Fact]
    public async Task What_is_published_is_in_force_again_after_a_restart()
    {
        using var folder = new TemporaryFolder();
        await using (var first = await PipelineWorld.StartAsync(folder.Path))
        {
            await first.PublishAsync("orders", Tag);
        }

        await using var second = await PipelineWorld.StartAsync(folder.Path);
        await second.SendAsync("x");

        Assert.Equal("one", second.Stored.Records[0].Attributes["tag"]);
    }

    [Fact]
    public async Task No_record_is_lost_or_half_processed_while_versions_change()
    {
        const int Batches = 200;
        const int Records = 20;
        await using var world = await PipelineWorld.StartAsync();
        await world.PublishAsync("swap", Both("0"));
        using var done = new CancellationTokenSource();

        var senders = Enumerable.Range(0, 4).Select(_ => Task.Run(SendAll)).ToList();
        for (var i = 1; !senders.TrueForAll(sender => sender.IsCompleted); i++)
        {
            await world.PublishAsync("swap", Both($"{i}"));
        }

        await Task.WhenAll(senders);
        Assert.Equal(4 * Batches * Records, world.Stored.Records.Count);
        Assert.All(
            world.Stored.Records.Chunk(Records),
            batch =>
                Assert.Single(
                    batch.SelectMany(record => new[] { record.Attributes["a"], record.Attributes["b"] }).Distinct()
                )
        );

        static string Both(string version) =>
            $"stages:\n  - set: {{fields: {{a: \"{version}\"}}}}\n  - set: {{fields: {{b: \"{version}\"}}}}";

        async Task SendAll()
        {
            var pipeline = world.Services.GetRequiredService<ILogPipeline>();
            for (var i = 0; i < Batches; i++)
            {
                using var batch = pipeline.Open(new BatchOrigin(TenantId.Default, "ndjson"));
                for (var record = 0; record < Records; record++)
                {
                    batch.Record.Body = "x"u8.ToArray();
                    batch.Submit(record + 1, default);
                }

                var outcome = await batch.CommitAsync(CancellationToken.None);
                Assert.Equal(Records, outcome.Accepted);
            }
        }
    }

    private static IEnumerable<string?> Paths(JsonNode? errors) => errors!.AsArray().Select(e => (string?)e!["path"]);

    private static async Task<string?> TypeOf(HttpResponseMessage response) =>
        (string?)(await response.Content.ReadFromJsonAsync<JsonNode>())!["type"];
}
