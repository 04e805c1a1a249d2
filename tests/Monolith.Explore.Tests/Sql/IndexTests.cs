using Monolith.Explore.Sql;
using Monolith.Platform.Language;

namespace Monolith.Explore.Tests.Sql;

/// <summary>What the engine says about how it would answer.</summary>
public sealed class IndexTests(ExploreHost host)
{
    [Fact]
    public async Task Words_and_phrases_are_answered_by_the_text_index()
    {
        var words = await ExplainAsync(new LogFilter { Body = BodyTerm.Parse("needle haystack", out _) });
        var phrase = await ExplainAsync(new LogFilter { Body = BodyTerm.Parse("\"needle in\"", out _) });

        AssertPruned(words, "ix_body");
        AssertPruned(phrase, "ix_body");
    }

    [Fact]
    public async Task Ids_are_answered_by_their_bloom_filters()
    {
        AssertPruned(await ExplainAsync(new LogFilter { CorrelationId = "no such id" }), "ix_corr");
        AssertPruned(await ExplainAsync(new LogFilter { RequestId = "no such id" }), "ix_req");
        AssertPruned(await ExplainAsync(new LogFilter { UserId = "no such id" }), "ix_user");
        AssertPruned(await ExplainAsync(new LogFilter { TraceId = "61626364616263646162636461626364" }), "ix_trace");
    }

    [Fact]
    public async Task Attributes_are_answered_by_the_bloom_filters_of_record_and_resource_together()
    {
        var plan = await ExplainAsync(new LogFilter { Attributes = [new AttributeMatch("k", ["no such value"])] });

        Assert.Contains("Name: ix_av", plan, StringComparison.Ordinal);
        Assert.Contains("Name: ix_rv", plan, StringComparison.Ordinal);
        AssertPruned(plan, "<Combined skip indexes>");
    }

    [Fact]
    public async Task Tenant_time_and_service_are_answered_by_the_sort_key()
    {
        var plan = await ExplainAsync(new LogFilter { Services = ["a", "b"] });

        var key = plan[plan.IndexOf("PrimaryKey", StringComparison.Ordinal)..];
        Assert.Contains("tenant in ['tenant-", key, StringComparison.Ordinal);
        Assert.Contains("toStartOfFiveMinutes(ts) in [", key, StringComparison.Ordinal);
        Assert.Contains("service in ", key, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wide_columns_are_read_for_the_records_shown_alone()
    {
        var plan = await ExplainAsync(new LogFilter { MinimumSeverity = Platform.Signals.SeverityNumber.Error });

        Assert.Contains("LazilyReadFromMergeTree", plan, StringComparison.Ordinal);
        var lazy = plan[plan.IndexOf("Lazily read columns", StringComparison.Ordinal)..];
        Assert.Contains("attributes", lazy, StringComparison.Ordinal);
        Assert.Contains("body", lazy, StringComparison.Ordinal);
    }

    private async Task<string> ExplainAsync(LogFilter filter)
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
            .OverLogs(tenant, new TimeRange(now - 3_600_000_000_000, now))
            .Where(filter.ToCondition(), ExploreHost.Now)
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

    // The part of the plan about the index says how many granules are left: none.
    private static void AssertPruned(string plan, string index)
    {
        var start = plan.IndexOf($"Name: {index}", StringComparison.Ordinal);
        Assert.True(start >= 0, plan);
        var granules = plan[plan.IndexOf("Granules: ", start, StringComparison.Ordinal)..];
        Assert.StartsWith("Granules: 0/", granules, StringComparison.Ordinal);
    }
}
