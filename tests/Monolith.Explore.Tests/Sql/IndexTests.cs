using Monolith.Explore.Query;
using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Security;

namespace Monolith.Explore.Tests.Sql;

/// <summary>What the engine says about how it would answer. The words are those of no other test: records of other tenants may lie in
/// the same granule.</summary>
public sealed class IndexTests(ExploreHost host)
{
    private static readonly string[] Absent =
    [
        "61626364616263646162636461626364",
        "756c6d656e72696e6465756c6d656e72",
        "776163686f6c646572776163686f6c64",
    ];

    [Theory]
    [InlineData("quillon ombrelle")]
    [InlineData("\"quillon in\"")]
    [InlineData("quillon OR ombrelle")]
    [InlineData("quillon OR \"in ombrelle\"")]
    [InlineData("quillon -straw")]
    [InlineData("(quillon OR ombrelle) severity>=info")]
    [InlineData("body=\"a quillon there\"")]
    [InlineData("body=*a quillon there*")]
    [InlineData("/a quillon [a-z]+/")]
    [InlineData("quillo*")]
    [InlineData("*uillo*")]
    public async Task Words_are_answered_by_the_text_index(string query) =>
        AssertPruned(await ExplainAsync(query), "ix_body");

    [Theory]
    [InlineData("correlation_id:absent", "ix_corr")]
    [InlineData("correlation_id:(absent OR nothing)", "ix_corr")]
    [InlineData("request_id:absent", "ix_req")]
    [InlineData("user_id:absent", "ix_user")]
    [InlineData("trace_id:absent", "ix_trace")]
    [InlineData("trace:(absent OR 71626364616263646162636461626364)", "ix_trace")]
    [InlineData("id:18446744073709551615", "ix_id")] // an index of ranges: greater than any that a test stores
    public async Task Ids_and_times_are_answered_by_their_indexes(string query, string index) =>
        await AssertFilteredAsync(query, index);

    [Fact]
    public async Task Several_indexes_answer_an_or_together() =>
        await AssertFilteredAsync("quillon OR correlation_id:absent OR k:absent", "<Combined skip indexes>");

    [Fact]
    public async Task Attributes_are_answered_by_the_bloom_filters_of_record_and_resource_together()
    {
        var plan = await ExplainAsync("k:\"no such value\"");

        Assert.Contains("Name: ix_av", plan, StringComparison.Ordinal);
        Assert.Contains("Name: ix_rv", plan, StringComparison.Ordinal);
        await AssertFilteredAsync("k:absent", "<Combined skip indexes>");
    }

    [Fact]
    public async Task Tenant_time_and_service_are_answered_by_the_sort_key()
    {
        var plan = await ExplainAsync("service:(a OR b)");

        var key = plan[plan.IndexOf("PrimaryKey", StringComparison.Ordinal)..];
        Assert.Contains("tenant in ['tenant-", key, StringComparison.Ordinal);
        Assert.Contains("toStartOfFiveMinutes(ts) in [", key, StringComparison.Ordinal);
        Assert.Contains("service in ", key, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wide_columns_are_read_for_the_records_shown_alone()
    {
        var plan = await ExplainAsync("severity>=error");

        Assert.Contains("LazilyReadFromMergeTree", plan, StringComparison.Ordinal);
        var lazy = plan[plan.IndexOf("Lazily read columns", StringComparison.Ordinal)..];
        Assert.Contains("attributes", lazy, StringComparison.Ordinal);
        Assert.Contains("body", lazy, StringComparison.Ordinal);
    }

    private async Task<string> ExplainAsync(string text)
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            Enumerable
                .Range(0, 100)
                .Select(n => new StoredLog
                {
                    Body = $"only straw {n}",
                    CorrelationId = $"c-{n}",
                    Attributes = [("k", $"{n}")],
                })
        );
        var now = ExploreHost.Now.ToUnixNano();
        var query = TenantSql
            .OverLogs(Reader.Whole(tenant), new TimeRange(now - 3_600_000_000_000, now))
            .Where(QueryText.Read(text).Filter, ExploreHost.Now)
            .Select(RecordColumns.Sql, "ORDER BY ts DESC, log_id DESC LIMIT 100");
        await using var result = await host.Runner.RunAsync(
            query with
            {
                Sql = $"EXPLAIN indexes = 1 {query.Sql}",
            },
            "TSVRaw",
            CancellationToken.None
        );
        using var reader = new StreamReader(result.Body);
        return await reader.ReadToEndAsync();
    }

    // A bloom filter takes one absent value in a hundred for a present one, and what other tests store decides which: never three alike.
    // They are ids of traces, which every field may hold.
    private async Task AssertFilteredAsync(string query, string index)
    {
        var granules = new List<string>();
        foreach (var word in Absent)
        {
            granules.Add(
                GranulesLeft(await ExplainAsync(query.Replace("absent", word, StringComparison.Ordinal)), index)
            );
        }

        Assert.Contains("0", granules);
    }

    private static void AssertPruned(string plan, string index) => Assert.Equal("0", GranulesLeft(plan, index));

    // The part of the plan about the index says how many granules are left: "Granules: 0/2".
    private static string GranulesLeft(string plan, string index)
    {
        var start = plan.IndexOf($"Name: {index}", StringComparison.Ordinal);
        Assert.True(start >= 0, plan);
        const string Granules = "Granules: ";
        var left = plan[(plan.IndexOf(Granules, start, StringComparison.Ordinal) + Granules.Length)..];
        return left[..left.IndexOf('/', StringComparison.Ordinal)];
    }
}
