using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Monolith.Processing.Contracts;

namespace Monolith.Processing.Tests.Pipelines;

public sealed class PipelineDocumentTests(PipelineDocumentTests.Shared shared)
    : IClassFixture<PipelineDocumentTests.Shared>
{
    [Theory]
    [InlineData("[]", "", "A pipeline is an object")]
    [InlineData("name: x", "stages", "stages is a list")]
    [InlineData("name: X\nstages: []", "name", "A name is 1 to 64")]
    [InlineData("stages: []", "name", "A name is 1 to 64")]
    [InlineData("name: x\nstagess: []\nstages: []", "stagess", "A pipeline has name")]
    [InlineData("name: x\nprotect: maybe\nstages: []", "protect", "must be true or false")]
    [InlineData("name: x\nstages: [drop]", "stages[0]", "A stage is an object")]
    [InlineData("name: x\nstages: [{if: a}]", "stages[0]", "says nothing of")]
    [InlineData("name: x\nstages: [{drop: , keep: {only: a}}]", "stages[0]", "more than one of")]
    [InlineData("name: x\nstages: [{dropp: }]", "stages[0].dropp", "There is no such stage")]
    [InlineData("name: x\nstages: [{drop: , on_error: retry}]", "stages[0].on_error", "pass, drop or quarantine")]
    [InlineData("name: x\nstages: [{drop: , if: \"a:(b\"}]", "stages[0].if", "Character")]
    [InlineData("name: x\nstages: [{drop: , name: a}, {drop: , name: a}]", "stages[1].name", "another stage")]
    [InlineData("name: x\nstages: [{drop: {x: 1}}]", "stages[0].drop.x", "no field of this name")]
    [InlineData("name: x\nstages: [{rename: {fields: {a: source}}}]", "stages[0].rename.fields.a", "pipeline itself")]
    [InlineData("name: x\nstages: [{set: {fields: {severity: loud}}}]", "stages[0].set.fields.severity", "cannot have")]
    [InlineData("name: x\nstages: [{convert: {fields: {a: loud}}}]", "stages[0].convert.fields.a", "another type")]
    [InlineData("name: x\nstages: [{remove: {fields: [a*b*]}}]", "stages[0].remove.fields[0]", "at the end")]
    [InlineData("name: x\nstages: [{template: {to: a, text: \"{\"}}]", "stages[0].template.text", "A brace")]
    [InlineData("name: x\nstages: [{map: {field: a}}]", "stages[0].map", "either table or file")]
    [InlineData("name: x\nstages: [{map: {field: a, file: ../x.csv}}]", "stages[0].map.file", "folder of tables")]
    [InlineData("a: &x [1]\nb: *x", "", "aliases")]
    [InlineData("{\"name\":\"x\",\"name\":\"y\",\"stages\":[]}", "", "name")]
    public async Task What_is_wrong_is_said_with_its_place(string document, string path, string message)
    {
        var world = shared.World;

        var response = await world.PostAsync("check", PipelineWorld.Yaml(document));

        var answer = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.False((bool)answer["valid"]!);
        Assert.Contains(
            answer["errors"]!.AsArray(),
            error =>
                (string?)error!["path"] == path
                && ((string?)error["message"])!.Contains(message, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_text_that_nests_without_end_is_refused_and_harms_nobody()
    {
        var world = shared.World;

        var response = await world.PostAsync("check", PipelineWorld.Yaml(new string('[', 30_000)));

        var answer = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.False((bool)answer["valid"]!);
    }

    [Fact]
    public async Task A_document_may_be_json_and_another_type_is_refused()
    {
        var world = shared.World;

        var json = await world.PostAsync(
            "check",
            new StringContent("""{"name":"x","stages":[{"drop":null}]}""", Encoding.UTF8, "application/json")
        );
        var form = await world.PostAsync("check", new StringContent("x", Encoding.UTF8, "text/plain"));

        Assert.True((bool)(await json.Content.ReadFromJsonAsync<JsonNode>())!["valid"]!);
        Assert.Equal(System.Net.HttpStatusCode.UnsupportedMediaType, form.StatusCode);
    }

    [Fact]
    public async Task Stages_that_fail_do_with_the_record_what_the_document_says_and_are_counted()
    {
        await using var world = await PipelineWorld.StartAsync();
        await world.PublishAsync(
            "errors",
            """
            stages:
              - {name: first, convert: {fields: {n: number}}}
              - {name: second, convert: {fields: {n: integer}}}
              - {name: out, if: "body:out", convert: {fields: {n: number}}, on_error: drop}
              - {name: aside, if: "body:aside", convert: {fields: {n: number}}, on_error: quarantine}
            """
        );

        var kept = await world.SendAsync("kept", attributes: ("n", "fast"));
        var dropped = await world.SendAsync("out", attributes: ("n", "fast"));
        var quarantined = await world.SendAsync("aside", attributes: ("n", "fast"));

        Assert.Equal("first,second", world.Stored.Records.Single().Attributes["monolith.stage_errors"]);
        Assert.Equal((1, 1, 1), (kept.Accepted, dropped.Dropped, quarantined.Quarantined.Count));
        Assert.Equal(["stage_failed: aside: The value of n cannot be written as Number."], world.Stored.Quarantined);
        var counts = (await world.GetAsync("/counts"))["stages"]!
            .AsArray()
            .Select(s => $"{s!["stage"]} {s["received"]} {s["kept"]} {s["dropped"]} {s["quarantined"]} {s["failed"]}");
        Assert.Equal(
            ["aside 1 0 0 1 1", "first 3 3 0 0 3", "out 1 0 1 0 1", "second 3 3 0 0 3"],
            counts.Where(c => !c.StartsWith("redact", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task A_route_that_stops_is_the_last_stage_that_sees_the_record_but_for_those_that_protect_it()
    {
        await using var world = await PipelineWorld.StartAsync();
        await world.PublishAsync(
            "a-first",
            """
            stages:
              - {route: {stream: audit, stop: true}, if: "body:login"}
              - {name: work, set: {fields: {seen: "yes"}}}
              - redact:
            """
        );
        await world.PublishAsync("b-second", "stages: [{name: more, set: {fields: {again: \"yes\"}}}]");

        await world.SendAsync("login of anna@example.com");
        await world.SendAsync("other");

        var (login, other) = (world.Stored.Records[0], world.Stored.Records[1]);
        Assert.StartsWith("login of email_k1_", login.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(login.Attributes.Keys, key => key is "seen" or "again");
        Assert.Equal(("yes", "yes"), (other.Attributes["seen"], other.Attributes["again"]));
    }

    [Fact]
    public async Task What_a_pipeline_puts_into_quarantine_is_accepted_to_its_client()
    {
        await using var world = await PipelineWorld.StartAsync();
        await world.PublishAsync("aside", "stages: [{route: {quarantine: true}}]");

        var outcome = await world.SendAsync("odd");

        Assert.Equal((1, 0, 0), (outcome.Accepted, outcome.Rejected, outcome.Dropped));
        Assert.Equal(RejectReason.Routed, Assert.Single(outcome.Quarantined).Reason);
        Assert.Single(world.Stored.Quarantined);
        Assert.Empty(world.Stored.Records);
    }

    [Fact]
    public async Task A_pipeline_that_names_a_destination_that_is_not_there_is_not_published()
    {
        await using var world = await PipelineWorld.StartAsync();
        await world.PutAsync("out", "stages: [{forward: {to: [archive]}}]");

        var refused = await world.PostAsync("out/publish");
        await world.Http.PostAsJsonAsync(
            "/api/v1/destinations",
            new
            {
                id = "archive",
                paused = true,
                webhook = new { url = "https://example.com/logs" },
            }
        );
        var published = await world.PostAsync("out/publish");

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains(
            "There is no destination 'archive'.",
            await refused.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
        Assert.Equal(HttpStatusCode.OK, published.StatusCode);
    }

    [Fact]
    public async Task A_trial_shows_each_stage_before_and_after_and_keeps_nothing()
    {
        var world = shared.World;
        var body = JsonNode.Parse(
            """
            {
              "pipeline": "name: t\nprotect: false\nstages:\n  - rename: {fields: {txn: correlation_id}}\n  - drop:\n    if: severity<=debug\n  - convert: {fields: {n: number}}",
              "records": [
                {"service": "cart", "severity": "INFO", "body": "hello", "attributes": {"txn": "t-1", "n": "fast"}},
                {"severity_number": 5, "body": "noise"}
              ]
            }
            """
        );

        var response = await world.PostAsync("try", JsonContent.Create(body));

        var records = (await response.Content.ReadFromJsonAsync<JsonNode>())!["records"]!.AsArray();
        var rename = records[0]!["stages"]!.AsArray().Single(s => (string?)s!["stage"] == "rename")!;
        Assert.Equal("t-1", (string?)rename["before"]!["attributes"]!["txn"]);
        Assert.Equal("t-1", (string?)rename["after"]!["correlation_id"]);
        Assert.Null(rename["after"]!["attributes"]!["txn"]);
        var convert = records[0]!["stages"]!.AsArray().Single(s => (string?)s!["stage"] == "convert")!;
        Assert.Equal("The value of n cannot be written as Number.", (string?)convert["failed"]);
        Assert.Equal("keep", (string?)records[0]!["verdict"]);
        Assert.Equal("convert", (string?)records[0]!["record"]!["attributes"]!["monolith.stage_errors"]);
        Assert.Equal("drop", (string?)records[1]!["verdict"]);
        Assert.Null(records[1]!["record"]);
        Assert.Empty(world.Stored.Records);
        Assert.Empty((await world.GetAsync("/counts"))["stages"]!.AsArray());
    }

    /// <summary>One host for the tests that change nothing in it.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        internal PipelineWorld World { get; private set; } = null!;

        public async ValueTask InitializeAsync() => World = await PipelineWorld.StartAsync();

        public ValueTask DisposeAsync() => World.DisposeAsync();
    }
}
