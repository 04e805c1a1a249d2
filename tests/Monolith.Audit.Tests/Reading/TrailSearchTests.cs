using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Monolith.Audit.Reading;
using Monolith.Platform.ClickHouse;

namespace Monolith.Audit.Tests.Reading;

public sealed class TrailSearchTests(EngineFixture engine)
{
    // That each question was asked stands in the trail too, with its words: what is looked for is what was done to silences.
    private const string OfSilences = "action=alerting.";

    [Fact]
    public async Task Entries_are_found_by_the_words_in_them()
    {
        await using var host = await StartAsync("audit_words");
        (string Words, long[] Found)[] cases =
        [
            ("upgrade", [1, 0]),
            ("UPGRADE  planned", [1, 0]),
            ("kÄsse", [1, 0]),
            ("silence-1", [1]),
            ("silence-1 upgrade", [1]),
            ("1-silence", []),
            ("upgr", []),
            ("o\"clock", [2]),
            ("TEA clock", [2]),
            ("100%", [2]),
            ("100_", []),
            ("'all'", [2]),
            ("') OR 1=1 --", []),
            ("{tenant:String}", []),
            ("\\", [2]),
            ("spilled", [2]),
            ("nspilled", []),
            ("tabbed", [2]),
            ("new", [2]),
            ("C:\\new", [2]),
            ("ew", []),
            ("   ", [2, 1, 0]),
        ];

        foreach (var (words, found) in cases)
        {
            var seqs = await FindAsync(host, $"{OfSilences}&q={Uri.EscapeDataString(words)}");
            Assert.True(found.SequenceEqual(seqs), $"{words}: {string.Join(' ', seqs)}");
        }
    }

    [Fact]
    public async Task Pages_go_on_where_the_last_one_ended_whatever_is_appended_meanwhile()
    {
        await using var host = await StartAsync("audit_words_pages");
        await AppendAsync(host, 3, 4, 5);
        await host.StoredAsync(6);

        var first = await PageAsync(host, $"{OfSilences}&q=upgrade&limit=2");
        await AppendAsync(host, 6);
        var second = await PageAsync(host, $"{OfSilences}&q=upgrade&limit=2&before={first["before"]}");
        var third = await PageAsync(host, $"{OfSilences}&q=upgrade&limit=2&before={second["before"]}");

        Assert.Equal(5, new[] { first, second, third }.SelectMany(SeqsOf).Distinct().Count());
    }

    [Fact]
    public async Task A_person_is_found_by_their_name_and_the_question_does_not_keep_it()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_person");
        var told = new
        {
            id = "7f1c",
            time = "2026-03-04T05:06:07Z",
            action = "account.disabled",
            actor = new { type = "person", id = "t.weber" },
            target = new { type = "account", id = "4711" },
            subject = "student-17",
            source = new { service = "accounts" },
        };
        using var taken = await host.Http.PostAsJsonAsync("/api/v1/audit/events", told);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        await host.Trail.AppendAsync(Some.Entry(1), default);
        await host.StoredAsync(2);

        Assert.Single(await FindAsync(host, "person=student-17"));
        Assert.Single(await FindAsync(host, "person=t.weber"));
        Assert.Single(await FindAsync(host, "person=anna"));
        Assert.Empty(await FindAsync(host, "person=student-18"));

        await host.StoredAsync(6);
        Assert.Empty(await FindAsync(host, "q=student-17"));
        var questions = await PageAsync(host, "action=audit.trail.read");
        Assert.Contains("person=person:", questions.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_index_tells_where_a_word_is_not()
    {
        await using var host = await StartAsync("audit_words_index");

        var parameters = new Dictionary<string, string>();
        var condition = new EntryWords(parameters).Of("Nowhere");

        await using var result = await host.Client.QueryRawAsync(
            new ClickHouseQuery($"EXPLAIN indexes = 1 SELECT seq FROM audit_entries WHERE {condition}")
            {
                Parameters = parameters,
            },
            "TSV",
            CancellationToken.None
        );

        using var reader = new StreamReader(result.Body);
        var plan = await reader.ReadToEndAsync();
        Assert.Contains("Name: texts", plan, StringComparison.Ordinal);
        Assert.Contains("Granules: 0/", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_words_are_refused()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_words_many");

        using var many = await host.Http.GetAsync(
            $"/api/v1/audit/entries?q={string.Join('+', Enumerable.Range(0, 21))}"
        );
        using var large = await host.Http.GetAsync($"/api/v1/audit/entries?q={new string('a', 501)}");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (many.StatusCode, large.StatusCode));
    }

    /// <summary>Two entries of a silence, and one with what must be escaped somewhere.</summary>
    private async Task<AuditHost> StartAsync(string database)
    {
        var host = await AuditHost.StartAsync(engine, database);
        await AppendAsync(host, 0, 1);
        var odd = Some.Entry(2) with
        {
            Reason = "Five o\"clock tea at 100% of 'all'\nspilled\ttabbed over C:\\new",
            Details = new Dictionary<string, string>(),
        };
        await host.Trail.AppendAsync(odd, default);
        await host.StoredAsync(3);
        return host;
    }

    private static async Task AppendAsync(AuditHost host, params int[] numbers)
    {
        foreach (var number in numbers)
        {
            await host.Trail.AppendAsync(Some.Entry(number), default);
        }
    }

    private static async Task<IReadOnlyList<long>> FindAsync(AuditHost host, string question) =>
        [.. SeqsOf(await PageAsync(host, question))];

    private static IEnumerable<long> SeqsOf(JsonObject page) =>
        page["entries"]!.AsArray().Select(e => (long)e!["seq"]!);

    private static async Task<JsonObject> PageAsync(AuditHost host, string question) =>
        (await host.Http.GetFromJsonAsync<JsonObject>($"/api/v1/audit/entries?{question}"))!;
}
