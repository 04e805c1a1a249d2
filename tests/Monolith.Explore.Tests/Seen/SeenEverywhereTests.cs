using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Monolith.Platform.Security;

namespace Monolith.Explore.Tests.Seen;

/// <summary>From the side of somebody who wants to see what their role does not show, with all that the module can be asked.</summary>
public sealed partial class SeenEverywhereTests(ExploreHost host)
{
    private const string Secret = "swordfish";
    private const string Trace = "0123456789abcdef";

    private static readonly DataScope Scope = new()
    {
        Rows =
        [
            new RowRule
            {
                Services = ["shop-*"],
                LeastSeverity = 9,
                Streams = ["default"],
            },
        ],
        HiddenFields = new HashSet<string>(StringComparer.Ordinal)
        {
            "user_id",
            "payment",
            "http.route",
            "client.address",
        },
    };

    private static readonly string[] Paths =
    [
        "/api/v1/logs?limit=1000",
        "/api/v1/logs?limit=2",
        $"/api/v1/logs?user_id={Secret}",
        $"/api/v1/logs?q={Secret}",
        $"/api/v1/logs?attribute.payment.iban={Secret}",
        $"/api/v1/logs?attribute.user.id={Secret}",
        "/api/v1/logs?service=vault",
        "/api/v1/logs?correlation_id=all",
        $"/api/v1/logs?query=user_id:/^{Secret[..3]}/",
        $"/api/v1/logs?query=-user:x",
        "/api/v1/logs?query=payment.iban:*",
        "/api/v1/logs?severity=trace",
        "/api/v1/logs/histogram",
        "/api/v1/logs/histogram?interval=1m",
        "/api/v1/logs/histogram?from=now-1h&interval=1m",
        "/api/v1/logs/histogram?from=now-3601s&interval=5m&service=vault&service=shop-a",
        "/api/v1/logs/facets",
        "/api/v1/logs/facets?field=service&field=severity",
        "/api/v1/logs/facets?field=user_id&field=user&field=payment.iban&field=http.route&field=client.ip",
        "/api/v1/logs/facets?field=service&from=now-1h",
        "/api/v1/logs/fields",
        "/api/v1/logs/fields?from=now-1h",
        "/api/v1/logs/export",
        "/api/v1/logs/export?format=csv",
        "/api/v1/logs/export?format=csv&fields=timestamp,body,user_id,payment.iban,attributes,resource,http.route",
        "/api/v1/logs/export?fields=id,user,payment.iban,attributes,client.address",
        "/api/v1/correlations/all",
        "/api/v1/services",
        "/api/v1/services?from=now-90m",
        "/api/v1/services/map",
        "/api/v1/services/shop-a/routes",
        "/api/v1/services/vault/routes",
        "/api/v1/traces",
        "/api/v1/traces?service=vault",
        "/api/v1/traces?errors=true",
        "/api/v1/traces?min_duration=1s",
        "/api/v1/traces?order=slowest",
    ];

    private static readonly string[] Questions =
    [
        "*",
        "* | sort user_id desc",
        "* | sort payment.iban",
        "* | stats count()",
        "* | stats count() by service",
        "* | stats count() by severity",
        "* | stats count(), uniq(user_id), max(user_id) by service",
        "* | stats count() by user_id",
        "* | stats count(), p95(duration_ms) by http.route",
        "http.response.status_code:* | stats count(), p95(duration_ms) by service",
        "http.response.status_code:* | stats count(), p50(duration_ms) by http.route, bin(1m)",
        "* | stats rate() by bin(1m)",
        "* | top 10 service",
        "* | top 10 user",
        "* | top 10 client.ip",
        "* | uniq service, severity",
        "* | uniq payment.iban, user.id",
        "* | timeseries count() by service every 5m",
        "* | timeseries count(), sum(payment.amount) every 5m",
        "* | timeseries rate() by user_id every 5m",
        "* | fields timestamp, user_id, user, payment.iban, body, enduser.id",
        "* | parse user_id /(?<name>.+)/ | stats count() by name",
        "* | parse payment.iban /(?<name>.)/ | uniq name",
        "* | patterns",
        "user_id:* | stats count()",
        "user_id:/^s/ | stats count()",
        "user_id>5 OR payment.amount>5 | stats count()",
        "payment.iban=sword* | stats count()",
        "NOT user:* | stats count()",
        "service:vault | stats count()",
        "service:v* OR severity:debug | stats count() by service",
        "* | where http.route:* | stats count()",
        "* | limit 3 | stats count() by service",
    ];

    private static readonly string[] Unfinished =
    [
        "",
        "us",
        "user_id:",
        "user_id:s",
        "user:",
        "pay",
        "payment.iban:",
        "service:",
        "service:v",
        "http.route:",
        "severity:",
        "* | stats count() by ",
        "* | top 5 us",
    ];

    [Fact]
    public async Task Every_answer_is_the_one_that_what_is_seen_alone_would_give()
    {
        var (all, rest) = await StoreAsync();
        using var seeing = host.ClientOf(all, Scope);
        using var seeingRest = host.ClientOf(rest);
        foreach (var path in Paths)
        {
            Assert.Equal(await GetAsync(seeingRest, path), await GetAsync(seeing, path));
        }

        foreach (var question in Questions)
        {
            foreach (var from in new[] { null, "now-3601s" })
            {
                var asked = new { query = question, from };
                Assert.Equal(
                    await PostAsync(seeingRest, "/api/v1/query", asked),
                    await PostAsync(seeing, "/api/v1/query", asked)
                );
            }
        }

        foreach (var text in Unfinished)
        {
            var asked = new { query = text };
            Assert.Equal(
                WithoutHidden(await PostAsync(seeingRest, "/api/v1/query/complete", asked)),
                await PostAsync(seeing, "/api/v1/query/complete", asked)
            );
        }
    }

    [Fact]
    public async Task Nothing_at_all_says_what_is_hidden()
    {
        var (all, _) = await StoreAsync();
        using var seeing = host.ClientOf(all, Scope);
        var answers = new List<string>();
        foreach (var path in Paths)
        {
            answers.Add(await GetAsync(seeing, path));
        }

        foreach (var question in Questions)
        {
            answers.Add(await PostAsync(seeing, "/api/v1/query", new { query = question }));
            answers.Add(await PostAsync(seeing, "/api/v1/query/explain", new { query = question }));
        }

        foreach (var text in Unfinished)
        {
            answers.Add(await PostAsync(seeing, "/api/v1/query/complete", new { query = text }));
        }

        // What was asked is said again, and so are the names that a role hides; their values and the hidden rows are not.
        Assert.All(answers, answer => Assert.DoesNotContain($"{Secret}-", answer, StringComparison.Ordinal));
    }

    private async Task<(TenantId All, TenantId Left)> StoreAsync()
    {
        var (all, rest) = (host.NewTenant(), host.NewTenant());
        StoredLog[] seen =
        [
            .. Enumerable
                .Range(0, 40)
                .Select(i =>
                    new StoredLog
                    {
                        Service = i % 2 == 0 ? "shop-a" : "shop-b",
                        Severity = i % 3 == 0 ? 17 : 9,
                        Body = $"order {i} of many",
                        CorrelationId = "all",
                        HttpStatus = i % 5 == 0 ? 500 : 200,
                        DurationMs = 10 + i,
                        Attributes = [("order.id", $"{i % 4}")],
                        Resource = [("host.name", "h")],
                    }.Ago(TimeSpan.FromSeconds(30 + 90 * i))
                ),
        ];
        await host.StoreAsync(rest, seen);
        await host.StoreAsync(
            all,
            seen.Select(log =>
                log with
                {
                    UserId = $"{Secret}-user",
                    HttpRoute = $"/{Secret}-route",
                    ClientAddress = $"{Secret}-address",
                    Attributes =
                    [
                        .. log.Attributes,
                        ("payment.iban", $"{Secret}-iban"),
                        ("payment.amount", "7"),
                        ("enduser.id", $"{Secret}-user"),
                    ],
                    Resource = [.. log.Resource, ("user.id", $"{Secret}-user")],
                }
            )
        );
        var unseen = new StoredLog
        {
            Body = $"{Secret}-body",
            CorrelationId = "all",
            Service = $"{Secret}-service",
        };
        await host.StoreAsync(
            all,
            unseen.Ago(TimeSpan.FromMinutes(70)),
            unseen with
            {
                Id = 7_500_000_000_000_000_001,
                HttpStatus = 500,
                HttpRoute = "/x",
                DurationMs = 9,
            },
            unseen with
            {
                Id = 7_500_000_000_000_000_002,
                Service = "shop-a",
                Severity = 5,
            },
            unseen with
            {
                Id = 7_500_000_000_000_000_003,
                Service = "shop-a",
                Stream = $"{Secret}-stream",
            },
            unseen with
            {
                Id = 7_500_000_000_000_000_004,
                Service = "vault",
                Severity = 21,
            }
        );
        var span = new StoredSpan
        {
            TraceBytes = Trace,
            Service = $"{Secret}-service",
            Name = $"{Secret}-name",
        };
        await host.StoreAsync(all, span, span with { SpanBytes = "span-002", Service = "vault", Status = "error" });
        return (all, rest);
    }

    private static async Task<string> GetAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        return Comparable(response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<string> PostAsync(HttpClient http, string path, object body)
    {
        using var response = await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        return Comparable(response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    // How long it took, and what differs by design: cursors are bound to the reader, and who does not see all is told so.
    private static string Comparable(HttpStatusCode status, string text) => $"{status} {Differing().Replace(text, "")}";

    // What is hidden is not offered, where a field that no record has would be.
    private static string WithoutHidden(string answer) => HiddenItem().Replace(answer, "");

    [GeneratedRegex(
        """("next_cursor":"[^"]*")|(,?"hidden":\{[^}]*\})|(,?"statistics":\{[^}]*\})|("traceId":"[^"]*")"""
    )]
    private static partial Regex Differing();

    [GeneratedRegex("""\{"label":"(user_id|http\.route|client\.address)"[^}]*\},?""")]
    private static partial Regex HiddenItem();
}
