using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Monolith.Platform.Security;
using Monolith.Storage.Contracts;

namespace Monolith.Explore.Tests.Search;

/// <summary>From the side of a tenant who wants to see what is not theirs.</summary>
public sealed class TenantIsolationTests(ExploreHost host)
{
    private const string Secret = "swordfish";

    public static TheoryData<string> Tricks =>
        [
            "x' OR '1'='1",
            "x') OR 1=1 --",
            "x\\' OR 1=1 --",
            "x` OR 1=1 --",
            "x\" OR 1=1 --",
            "'] = '' OR ['",
            "{tenant:String}",
            "{v0:String}",
            "\\",
            "\\'",
            "\0",
            "a\tb\nc\r",
            "') UNION ALL SELECT * FROM logs --",
            "x; DROP TABLE logs",
            "%",
            "*",
            "?",
            "\\N",
            "NULL",
            "[]",
            "['a','b']",
            "🦈 Größe \uFFFD",
        ];

    [Theory]
    [MemberData(nameof(Tricks))]
    public async Task No_value_and_no_name_of_an_attribute_shows_another_tenants_records(string trick)
    {
        var attacker = await WithVictimAsync();
        using var http = host.ClientOf(attacker);
        var text = Uri.EscapeDataString(trick);
        string[] queries =
        [
            $"service={text}",
            $"service={text}&service={text}",
            $"correlation_id={text}",
            $"request_id={text}",
            $"user_id={text}",
            $"attribute.{text}=x",
            $"attribute.x={text}",
            $"attribute.{text}={text}",
            $"attribute.{text}.service.name={text}",
            $"attribute.http.route={text}",
            $"q=swordfish&service={text}",
        ];

        foreach (var query in queries)
        {
            foreach (var path in new[] { "/api/v1/logs?", "/api/v1/logs/histogram?" })
            {
                using var response = await http.GetAsync(new Uri(path + query, UriKind.Relative));

                var answer = await response.Content.ReadAsStringAsync();
                Assert.True(response.StatusCode == HttpStatusCode.OK, $"{query}: {answer}");
                Assert.DoesNotContain(Secret, answer, StringComparison.Ordinal);
                Assert.DoesNotContain("\"total\":1", answer, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tricks))]
    public async Task A_value_means_itself_whatever_characters_it_has(string value)
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            new StoredLog
            {
                Body = "it",
                Service = value,
                UserId = value,
                Attributes = [(value, value)],
                Resource = [("r", value)],
            },
            new StoredLog { Body = "another" }
        );
        using var http = host.ClientOf(tenant);
        var text = Uri.EscapeDataString(value);

        Assert.Equal(["it"], await http.BodiesAsync($"service={text}"));
        Assert.Equal(["it"], await http.BodiesAsync($"service={text}&service=x"));
        Assert.Equal(["it"], await http.BodiesAsync($"user_id={text}"));
        Assert.Equal(["it"], await http.BodiesAsync($"attribute.{text}={text}"));
        Assert.Equal(["it"], await http.BodiesAsync($"attribute.r={text}"));
    }

    [Fact]
    public async Task Even_sql_that_forgot_the_tenant_sees_no_other()
    {
        var attacker = await WithVictimAsync();
        await host.StoreAsync(attacker, new StoredLog { Body = "own" });
        var nothing = new Dictionary<string, string>(StringComparer.Ordinal);

        await using var result = await host.Runner.RunAsync(
            new TenantQuery(attacker, "SELECT body FROM logs", nothing, nothing),
            "TSV",
            CancellationToken.None
        );

        using var reader = new StreamReader(result.Body);
        Assert.Equal("own\n", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task No_query_string_at_all_is_an_error_of_ours()
    {
        using var http = host.ClientOf(host.NewTenant());
        string[] names =
        [
            "from",
            "to",
            "service",
            "severity",
            "q",
            "correlation_id",
            "trace_id",
            "limit",
            "order",
            "cursor",
            "format",
            "attribute.a",
            "attribute.",
            "interval",
            "x",
        ];
        var pairs =
            from name in Gen.Elements(names)
            from bytes in Gen.OneOf(
                Gen.ArrayOf(Gen.Choose(0, 255)).Select(values => string.Concat(values.Select(b => $"%{b:X2}"))),
                Gen.Elements(
                    "now-1h",
                    "1",
                    "\"a",
                    "%27",
                    "%00",
                    "a+b",
                    "=",
                    "now",
                    "asc",
                    "%22a+b%22",
                    "%EF%BF%BD",
                    "%ED%A0%80"
                )
            )
            select $"{name}={bytes}";
        var queries = Gen.ListOf(pairs).Select(list => string.Join('&', list)).Where(query => query.Length < 4_000);
        foreach (var query in Gen.Sample(queries, 150, 8))
        {
            foreach (var path in new[] { "/api/v1/logs?", "/api/v1/logs/histogram?" })
            {
                using var response = await http.GetAsync(new Uri(path + query, UriKind.Relative));

                Assert.True(
                    response.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest,
                    $"{(int)response.StatusCode} for {query}: {await response.Content.ReadAsStringAsync()}"
                );
            }
        }
    }

    private async Task<TenantId> WithVictimAsync()
    {
        await host.StoreAsync(
            host.NewTenant(),
            new StoredLog
            {
                Body = Secret,
                Attributes = [("x", "x")],
                CorrelationId = "x",
                UserId = "x",
                Service = "x",
            }
        );
        return host.NewTenant();
    }
}
