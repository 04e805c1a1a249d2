using System.Text;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Monolith.Explore.Sql;
using Monolith.Explore.Tail;
using Monolith.Explore.Tests.Tail;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Security;

namespace Monolith.Explore.Tests.Seen;

/// <summary>Who does not see everything gets from all records what others get from those that are left of them.</summary>
public sealed class SeenAgreementTests(ExploreHost host)
{
    public static TheoryData<int> Sights => [.. Enumerable.Range(0, Sight.All.Count)];

    [Theory]
    [MemberData(nameof(Sights))]
    public async Task A_hidden_field_or_row_meets_conditions_as_if_it_were_not_there(int number)
    {
        var sight = Sight.All[number];
        var logs = AgreementTests.Log.Sample(150, 6).ToList();
        var left = sight.Of(logs).ToList();
        var (all, rest) = (host.NewTenant(), host.NewTenant());
        await host.StoreAsync(all, logs);
        await host.StoreAsync(rest, left);
        var reader = new Reader(all, sight.Scope);
        foreach (var condition in AgreementTests.Condition.Sample(100, 6))
        {
            var seen = await FindAsync(reader, condition);
            var expected = await FindAsync(Reader.Whole(rest), condition);
            var shown = new TailBuffer(reader, new LogMatcher(condition, ExploreHost.Now), int.MaxValue);
            var tailed = logs.Where(log => !shown.Keep(AgreementTests.ToRecord(log)).IsEmpty)
                .Select(log => $"{log.Id}")
                .ToArray();

            Assert.True(expected.SequenceEqual(seen), $"{LogQueryPrinter.Print(condition)}: {seen.Length}");
            Assert.True(expected.SequenceEqual(tailed), $"{LogQueryPrinter.Print(condition)}: {tailed.Length} tailed");
        }
    }

    [Theory]
    [MemberData(nameof(Sights))]
    public async Task A_record_reads_as_if_what_is_hidden_had_never_been_there(int number)
    {
        var sight = Sight.All[number];
        var logs = AgreementTests.Log.Sample(100, 6).ToList();
        var left = sight.Of(logs).ToList();
        var (all, rest) = (host.NewTenant(), host.NewTenant());
        await host.StoreAsync(all, logs);
        await host.StoreAsync(rest, left);
        using var seeing = host.ClientOf(all, sight.Scope);
        using var seeingAll = host.ClientOf(rest);

        var seen = (await seeing.JsonAsync("/api/v1/logs?limit=1000&order=asc"))["records"]!.AsArray();
        var expected = (await seeingAll.JsonAsync("/api/v1/logs?limit=1000&order=asc"))["records"]!.AsArray();
        var tail = new TailBuffer(
            new Reader(all, sight.Scope),
            new LogMatcher(new LogCondition.Everything(), ExploreHost.Now),
            int.MaxValue
        );
        var tailed = logs.Select(log => (log.Id, Kept: tail.Keep(AgreementTests.ToRecord(log))))
            .Where(log => !log.Kept.IsEmpty)
            .Select(log => JsonNode.Parse(RecordJson.Beginning(log.Id) + Encoding.UTF8.GetString(log.Kept.Span)))
            .ToArray();

        Assert.True(JsonNode.DeepEquals(expected, seen), $"{expected.ToJsonString()}\n{seen.ToJsonString()}");
        Assert.True(JsonNode.DeepEquals(expected, new JsonArray(tailed)));
    }

    private async Task<string[]> FindAsync(Reader reader, LogCondition condition)
    {
        var sql = TenantSql
            .OverLogs(reader, TimeRange.Everything)
            .Where(condition, ExploreHost.Now)
            .Select("toString(log_id)", "ORDER BY log_id");
        await using var result = await host.Runner.RunAsync(sql, "TSV", CancellationToken.None);
        using var lines = new StreamReader(result.Body);
        return (await lines.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
