using System.Net;
using Monolith.Explore.Tests.Search;
using Monolith.Platform.Security;

namespace Monolith.Explore.Tests.Query;

/// <summary>From the side of a tenant who wants to see what is not theirs, with all that the search language can say.</summary>
public sealed class QueryIsolationTests(ExploreHost host)
{
    private const string Secret = "swordfish";

    // Where a question has values and names that the caller writes.
    private static readonly string[] Questions =
    [
        "{0}",
        "body:{0}",
        "service:{0} OR user_id:{0}",
        "{0}:{0}",
        "-{0}:x",
        "{0}:*",
        "{0}>5",
        "body=*{0}*",
        "body:/swordfish|{1}/ service:{0}",
        "* | where {0}:{0}",
        "* | stats count(), max({0}), uniq({0}) as {0} by {0} as k",
        "* | stats count() as {0} by body | where {0}>=0 | sort {0} desc",
        "* | stats p99({0}) by bin({0}, 5)",
        "* | top 5 {0}",
        "* | top 5 body",
        "* | timeseries count() by {0} every 1h",
        "* | uniq {0}, body",
        "* | sort {0} desc | limit 5",
        "* | fields {0}, body, attributes",
        "* | parse \"{1}<x> \" | fields x, body",
        "* | parse body /(?<x>sword.*)/ | stats count() by x",
        "* | patterns | where pattern:*",
        "* | limit 5 | stats max(timestamp), uniq(body) by body, {0}",
    ];

    [Theory]
    [MemberData(nameof(TenantIsolationTests.Tricks), MemberType = typeof(TenantIsolationTests))]
    public async Task No_question_shows_another_tenants_records(string trick)
    {
        var attacker = await WithVictimAsync();
        using var http = host.ClientOf(attacker);
        var quoted =
            $"\"{trick.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        var inside = string.Concat(trick.Where(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '\''));

        foreach (var question in Questions)
        {
            var query = question
                .Replace("{0}", quoted, StringComparison.Ordinal)
                .Replace("{1}", inside, StringComparison.Ordinal);
            foreach (var path in new[] { "/api/v1/query", "/api/v1/query/explain" })
            {
                var (status, answer) = await http.TryAskAsync(query, "now-1h", path: path);

                var text = answer.ToJsonString();
                var isAsked =
                    status == HttpStatusCode.OK || answer["type"]?.GetValue<string>() == "/problems/invalid-query";
                Assert.True(isAsked, $"{query}: {text}");
                Assert.True(
                    path.EndsWith("explain", StringComparison.Ordinal)
                        || !text.Contains("swordfish is", StringComparison.Ordinal),
                    text
                );
            }
        }
    }

    [Fact]
    public async Task Every_stage_sees_ones_own_records_alone()
    {
        var attacker = await WithVictimAsync();
        await host.StoreAsync(attacker, new StoredLog { Body = "own 1", DurationMs = 5 });
        using var http = host.ClientOf(attacker);

        Assert.Equal(["1"], await http.RowsAsync("* | stats count()", "now-1h"));
        Assert.Equal(["1"], await http.RowsAsync("own OR swordfish | stats count()", "now-1h"));
        Assert.Equal(["1"], await http.RowsAsync("NOT nothing | limit 10 | stats count()", "now-1h"));
        Assert.Equal(["checkout 1"], await http.RowsAsync("* | top 5 service", "now-1h"));
        Assert.Equal(["own 1"], await http.RowsAsync("* | uniq body", "now-1h"));
        Assert.Equal(["5"], await http.RowsAsync("* | stats sum(duration_ms)", "now-1h"));
        Assert.Equal(["own 1"], await http.RowsAsync("* | fields body", "now-1h"));
        Assert.StartsWith(
            "own <*> 1",
            Assert.Single(await http.RowsAsync("* | patterns", "now-1h")),
            StringComparison.Ordinal
        );
        Assert.Equal(["own 1"], Answers.BodiesOf(await http.AskAsync("* | sort duration_ms desc", "now-1h")));
    }

    private async Task<TenantId> WithVictimAsync()
    {
        await host.StoreAsync(
            host.NewTenant(),
            new StoredLog
            {
                Body = $"{Secret} is the word 1",
                UserId = Secret,
                Service = "x",
                DurationMs = 5,
                Attributes = [("x", "x")],
            }
        );
        return host.NewTenant();
    }
}
