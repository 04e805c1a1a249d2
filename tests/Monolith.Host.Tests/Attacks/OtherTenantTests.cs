using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Monolith.Host.Tests.Attacks;

/// <summary>Everything that the real program can be asked, by somebody of another tenant who knows all ids.</summary>
public sealed class OtherTenantTests
{
    private const string Marker = "swordfish-of-the-victim";
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Correlation = "c-4711";
    private const string Service = "vault-service";
    private const string VictimKey = "key-of-the-victim-for-the-test";
    private const string AttackerKey = "key-of-the-attacker-for-the-test";

    private static readonly (string Name, string Value)[] Headers =
    [
        ("X-Scope-OrgID", "victim"),
        ("X-Tenant", "victim"),
        ("X-Monolith-Tenant", "victim"),
        ("Host", "victim"),
        ("X-Forwarded-For", "127.0.0.1"),
        ("X-Forwarded-Host", "victim"),
        ("X-Original-URL", "/api/v1/logs"),
        ("X-HTTP-Method-Override", "DELETE"),
        ("Authorization", "Bearer " + AttackerKey + ", Bearer " + VictimKey[..10]),
    ];

    private static readonly string[] Injections =
    [
        "x') OR 1=1 --",
        "x' UNION ALL SELECT body FROM logs --",
        "{tenant:String}",
        "tenant:victim OR body:*",
        "* | fields tenant, body",
        "../../victim",
        "%00",
        "x\r\nX-Injected: yes",
    ];

    [Fact]
    public async Task Nothing_that_somebody_else_asks_shows_or_changes_what_is_a_tenants_own()
    {
        using var folder = new TemporaryFolder();
        var known = await LeaveAsync(folder.File("data"));
        await using (
            var host = await HostProcess.StartAsync(
                folder.File("data"),
                $"--Monolith:Access:AdminKey={AttackerKey}",
                "--Monolith:Access:Tenant=attacker",
                "--Monolith:Http:RequestsPerSecondPerAddress=10000"
            )
        )
        {
            host.With(AttackerKey);
            var endpoints = await Endpoint.ReadAsync(host.Http);
            var attacks = endpoints.SelectMany(endpoint => Attacks(endpoint, known)).ToList();
            var answers = new AnswersOfAttacks(Marker);
            await Parallel.ForEachAsync(
                attacks,
                new ParallelOptions { MaxDegreeOfParallelism = 8 },
                async (attack, cancellationToken) => await answers.AskAsync(host.Http, attack, cancellationToken)
            );

            Assert.InRange(endpoints.Count, 100, int.MaxValue);
            Assert.Equal([], answers.Leaks);
            Assert.Equal([], answers.Faults);
            Assert.InRange(answers.Understood, 50, int.MaxValue);
            Assert.DoesNotContain(
                host.Output.Split('\n'),
                line => line.StartsWith("X-Injected", StringComparison.Ordinal)
            );
            Assert.DoesNotContain(AttackerKey, host.Output, StringComparison.Ordinal);
        }

        await using var after = await VictimAsync(folder.File("data"));
        var record = await after.Http.GetStringAsync(new Uri($"/api/v1/logs/{known[0]}", UriKind.Relative));
        var saved = await after.Http.GetStringAsync(new Uri($"/api/v1/saved/searches/{known[1]}", UriKind.Relative));
        Assert.Contains(Marker, record, StringComparison.Ordinal);
        Assert.Contains(Marker, saved, StringComparison.Ordinal);
    }

    // What is asked: with every id in every place, with every header, and with what could end a question in every parameter.
    private static IEnumerable<Func<HttpRequestMessage>> Attacks(Endpoint endpoint, IReadOnlyList<string> known)
    {
        var isRead = endpoint.Method == HttpMethod.Get;
        foreach (var id in endpoint.Path.Contains('{', StringComparison.Ordinal) ? known : [known[0]])
        {
            yield return () => Request(endpoint.Method, endpoint.With(id));
        }

        if (!isRead)
        {
            yield return () => Request(endpoint.Method, endpoint.With(known[1]), """{"query":"*","name":"x"}""");
            yield return () =>
                Request(endpoint.Method, endpoint.With(known[0]), $$"""{"query":"correlation_id:{{Correlation}}"}""");
            yield break;
        }

        foreach (var (name, value) in Headers)
        {
            yield return () =>
            {
                var request = Request(endpoint.Method, endpoint.With(known[0]));
                request.Headers.TryAddWithoutValidation(name, value);
                return request;
            };
        }

        foreach (var parameter in endpoint.Parameters)
        {
            foreach (var value in known.Concat(Injections))
            {
                var query = $"{Uri.EscapeDataString(parameter)}={Uri.EscapeDataString(value)}";
                yield return () => Request(endpoint.Method, $"{endpoint.With(known[0])}?{query}");
            }
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string body = "{}") =>
        new(method, new Uri(path, UriKind.Relative))
        {
            Content = method == HttpMethod.Get ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };

    private static async Task<HostProcess> VictimAsync(string data)
    {
        var host = await HostProcess.StartAsync(
            data,
            $"--Monolith:Access:AdminKey={VictimKey}",
            "--Monolith:Access:Tenant=victim"
        );
        return host.With(VictimKey);
    }

    /// <summary>Has the victim leave what others want to see.</summary>
    /// <returns>What identifies it: the record first, then the saved search.</returns>
    private static async Task<IReadOnlyList<string>> LeaveAsync(string data)
    {
        await using var host = await VictimAsync(data);
        var log = new JsonObject
        {
            ["service"] = Service,
            ["message"] = $"{Marker} is the word",
            ["correlation_id"] = Correlation,
            ["trace_id"] = Trace,
            ["attributes"] = new JsonObject { ["word"] = Marker },
        };
        await SendAsync(host, "/api/v1/logs", log);
        await SendAsync(host, "/api/v1/logs", log.DeepClone());
        await SendAsync(host, "/v1/traces", Span());
        var saved = await SendAsync(
            host,
            "/api/v1/saved/searches",
            new JsonObject
            {
                ["name"] = Marker,
                ["id"] = "of-the-victim",
                ["query"] = Marker,
            }
        );
        JsonArray records = [];
        var cursor = "";
        await Eventually.HoldsAsync(
            async () =>
            {
                var page = await host.Http.GetFromJsonAsync<JsonObject>(
                    new Uri("/api/v1/logs?limit=1", UriKind.Relative)
                );
                (records, cursor) = (page!["records"]!.AsArray(), page["next_cursor"]?.GetValue<string>() ?? "");
                using var trace = await host.Http.GetAsync(new Uri($"/api/v1/traces/{Trace}", UriKind.Relative));
                return cursor.Length > 0 && trace.StatusCode == HttpStatusCode.OK;
            },
            "what was left is found",
            TimeSpan.FromSeconds(60)
        );
        Assert.Contains(Marker, records[0]!.ToJsonString(), StringComparison.Ordinal);
        await host.StopAsync();
        return
        [
            records[0]!["id"]!.GetValue<string>(),
            JsonNode.Parse(saved)!["id"]!.GetValue<string>(),
            cursor,
            Trace,
            Correlation,
            Service,
        ];
    }

    private static async Task<string> SendAsync(HostProcess host, string path, JsonNode body)
    {
        using var response = await host.Http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {answer}");
        return answer;
    }

    private static JsonNode Span()
    {
        var start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;
        return JsonNode.Parse(
            $$$"""
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"{{{Service}}}"}}]},
             "scopeSpans":[{"spans":[{"traceId":"{{{Trace}}}","spanId":"b7ad6b7169203331","name":"{{{Marker}}}","kind":2,
             "startTimeUnixNano":"{{{start}}}","endTimeUnixNano":"{{{start + 1_000_000}}}"}]}]}]}
            """
        )!;
    }
}
