using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Monolith.Audit.Trail;

namespace Monolith.Audit.Tests.Events;

public sealed class DomainEventTests(EngineFixture engine)
{
    private const string Grade = """
        {"id":"g-1","time":"2026-03-04T05:06:07Z","action":"grade.changed",
         "actor":{"type":"person","id":"t.weber","roles":["examiner"]},"target":{"type":"grade","id":"course-3/exam-2"},
         "subject":"student-17","reason":"The sheet was added up wrongly.",
         "changes":[{"field":"grade","class":"plain","before":"2.3","after":"1.7"},
                    {"field":"note","class":"personal","after":"was ill"}],
         "source":{"service":"grades","version":"4.1"}}
        """;

    private const string Flag = """
        {"id":"p-1","time":"2026-03-04T05:06:07Z","action":"proctoring.flag_raised",
         "actor":{"type":"service","id":"proctor"},"target":{"type":"session","id":"s-9"},"subject":"student-17",
         "model_version":"gaze-3.2","score":0.87,
         "evidence_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
         "source":{"service":"proctoring"}}
        """;

    [Fact]
    public async Task What_another_system_has_done_stands_in_the_trail_and_no_person_does()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_events");

        var taken = await SendAsync(host, $"[{Grade},{Flag}]");

        Assert.Equal((HttpStatusCode.OK, """{"taken":2}"""), taken);
        var entries = await EntriesAsync(host);
        var grade = entries.Single(e => (string?)e["action"] == "domain.grade.changed");
        var flag = entries.Single(e => (string?)e["action"] == "domain.proctoring.flag_raised");
        Assert.Equal("The sheet was added up wrongly.", (string?)grade["reason"]);
        Assert.Equal(
            ("2.3", "1.7"),
            ((string?)grade["details"]!["before.grade"], (string?)grade["details"]!["after.grade"])
        );
        Assert.StartsWith("{\"$c\":\"", (string?)grade["details"]!["after.note"], StringComparison.Ordinal);
        Assert.Equal("tester", (string?)grade["details"]!["sent_by"]);
        Assert.Equal(
            ("gaze-3.2", "0.87", "service:proctor"),
            (
                (string?)flag["details"]!["model_version"],
                (string?)flag["details"]!["score"],
                (string?)flag["actor"]!["name"]
            )
        );
        Assert.Equal((string?)grade["details"]!["subject"], (string?)flag["details"]!["subject"]);
        foreach (var personal in new[] { "t.weber", "student-17", "was ill" })
        {
            Assert.DoesNotContain(personal, string.Concat(entries), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_told_again_counts_once()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_events_again");

        await SendAsync(host, Grade);
        await SendAsync(host, $"[{Grade}]");

        Assert.Single(await EntriesAsync(host));
    }

    [Fact]
    public async Task Who_is_forgotten_means_nobody_any_more_and_the_trail_is_whole()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_events_forget");
        await SendAsync(host, Grade);

        Assert.Equal(HttpStatusCode.NoContent, (await ForgetAsync(host, "student-17")).Status);
        await SendAsync(host, Flag);

        await Eventually.HoldsAsync(
            async () => (await EntriesAsync(host)).Any(e => (string?)e["action"] == "audit.person.forgotten"),
            "that they were forgotten is told"
        );
        var entries = await EntriesAsync(host);
        var subjects = entries.Select(e => (string?)e["details"]!["subject"]).OfType<string>().Distinct();
        Assert.Equal(2, subjects.Count());
        Assert.Equal(HttpStatusCode.NotFound, (await ForgetAsync(host, "nobody")).Status);
        Assert.Null(await host.VerifyAsync());
    }

    [Theory]
    [InlineData("\"grade.changed\"", "\"grade.eaten\"", "grade.eaten")]
    [InlineData("\"grade.changed\"", "\"healing.run.approved\"", "healing.run.approved")]
    [InlineData("\"reason\":\"The sheet was added up wrongly.\",", "", "reason")]
    [InlineData("\"subject\":\"student-17\",", "", "subject")]
    [InlineData(",\"before\":\"2.3\",\"after\":\"1.7\"", "", "changes")]
    [InlineData("\"class\":\"plain\",", "", "class")]
    [InlineData("\"g-1\"", "\"g 1\"", "id")]
    [InlineData("2026-03-04", "9026-03-04", "time")]
    [InlineData("\"source\":", "\"sauce\":", "invalid-request")]
    public async Task What_lacks_something_is_refused_by_its_name_and_nothing_of_it_is_taken(
        string part,
        string instead,
        string named
    )
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_events_wrong");

        var (status, answer) = await SendAsync(
            host,
            $"[{Flag},{Grade.Replace(part, instead, StringComparison.Ordinal)}]"
        );

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(named, answer, StringComparison.Ordinal);
        Assert.Equal(0, (await host.Service<TrailQueue>().HeadAsync("default", default)).Size);
    }

    [Theory]
    [InlineData("\"model_version\":\"gaze-3.2\",", "", "model_version")]
    [InlineData("\"score\":0.87,", "", "score")]
    [InlineData("0.87", "87", "score")]
    [InlineData("e3b0c442", "E3B0C442", "evidence_sha256")]
    public async Task A_flag_says_which_model_raised_it_and_on_what_evidence(string part, string instead, string named)
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_events_flag");

        var (status, answer) = await SendAsync(host, Flag.Replace(part, instead, StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(named, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_only_read_the_trail_adds_nothing_to_it()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_events_denied");

        var (status, _) = await SendAsync(host, Grade, "audit:read");

        Assert.Equal(HttpStatusCode.Forbidden, status);
    }

    private static Task<(HttpStatusCode Status, string Answer)> SendAsync(
        AuditHost host,
        string body,
        string? permissions = null
    ) => PostAsync(host, "/api/v1/audit/events", body, permissions);

    private static Task<(HttpStatusCode Status, string Answer)> ForgetAsync(AuditHost host, string person) =>
        PostAsync(host, "/api/v1/audit/persons/forget", $$"""{"person":"{{person}}"}""", permissions: null);

    private static async Task<(HttpStatusCode Status, string Answer)> PostAsync(
        AuditHost host,
        string path,
        string body,
        string? permissions
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (permissions is not null)
        {
            request.Headers.Add(ModuleHost.PermissionsHeader, permissions);
        }

        using var answer = await host.Http.SendAsync(request);
        return (answer.StatusCode, (await answer.Content.ReadAsStringAsync()).Trim());
    }

    private static async Task<IReadOnlyList<JsonNode>> EntriesAsync(AuditHost host)
    {
        var queue = host.Service<TrailQueue>();
        var head = await queue.HeadAsync("default", default);
        await host.StoredAsync(head.Size);
        var lines = new List<TrailLine>();
        await foreach (
            var line in host.Service<Audit.Reading.TrailReader>().ReadAsync("default", 0, head.Size, default)
        )
        {
            lines.Add(line);
        }

        return [.. lines.Select(line => JsonNode.Parse(line.Entry)!)];
    }
}
