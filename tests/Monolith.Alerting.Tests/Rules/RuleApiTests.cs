using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Tests.Rules;

public sealed class RuleApiTests : IAsyncLifetime
{
    private const string Checkout = """{"name":"CheckoutErrors","kind":"errorRate","for":"2m","severity":"critical"}""";

    private readonly TemporaryFolder _folder = new();
    private AlertingHost _host = null!;

    [Fact]
    public async Task A_rule_that_was_added_can_be_read_changed_and_removed()
    {
        using var added = await SendAsync(HttpMethod.Post, "/api/v1/alerts/rules", Checkout);
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.Equal("/api/v1/alerts/rules/checkout-errors", $"{added.Headers.Location}");

        var read = await _host.GetAsync("/api/v1/alerts/rules/checkout-errors");
        Assert.Equal("CheckoutErrors", $"{read["rule"]!["name"]}");
        Assert.Equal("2m", $"{read["for"]}");
        Assert.Equal("10m", $"{read["keepFiringFor"]}");
        Assert.Equal("tester", $"{read["updatedBy"]}");
        Assert.Equal(
            "requestErrorShare over 5m by service, http.route > 0.05 and at least 20 samples",
            $"{read["question"]}"
        );

        using var changed = await SendAsync(
            HttpMethod.Put,
            "/api/v1/alerts/rules/checkout-errors",
            """{"name":"CheckoutErrors","kind":"errorRate","threshold":0.1}"""
        );
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        var list = await _host.GetAsync("/api/v1/alerts/rules");
        Assert.Equal("0.1", $"{Assert.Single(list["rules"]!.AsArray())!["rule"]!["threshold"]}");

        using var removed = await SendAsync(HttpMethod.Delete, "/api/v1/alerts/rules/checkout-errors");
        using var gone = await SendAsync(HttpMethod.Get, "/api/v1/alerts/rules/checkout-errors");
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        await AssertProblemAsync(gone, HttpStatusCode.NotFound, "no-such-rule");
    }

    [Fact]
    public async Task A_change_that_has_not_seen_the_last_one_is_refused()
    {
        using var added = await SendAsync(HttpMethod.Post, "/api/v1/alerts/rules", Checkout);
        var etag = added.Headers.ETag!.Tag;
        const string Path = "/api/v1/alerts/rules/checkout-errors";

        using var first = await SendAsync(HttpMethod.Put, Path, Checkout, etag);
        using var second = await SendAsync(HttpMethod.Put, Path, Checkout, etag);
        using var removal = await SendAsync(HttpMethod.Delete, Path, etag: etag);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        await AssertProblemAsync(second, HttpStatusCode.Conflict, "changed-meanwhile");
        await AssertProblemAsync(removal, HttpStatusCode.Conflict, "changed-meanwhile");
    }

    [Fact]
    public async Task An_id_can_be_taken_once()
    {
        await _host.AddAsync(Checkout);

        using var again = await SendAsync(HttpMethod.Post, "/api/v1/alerts/rules", Checkout);

        await AssertProblemAsync(again, HttpStatusCode.Conflict, "rule-already-exists");
    }

    [Fact]
    public async Task Another_tenants_rule_is_not_there()
    {
        await _host.AddAsync(Checkout);
        const string Path = "/api/v1/alerts/rules/checkout-errors";
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete })
        {
            using var request = Request(method, Path, method == HttpMethod.Put ? Checkout : null);
            request.Headers.Add(ModuleHost.TenantHeader, "attacker");
            using var response = await _host.Http.SendAsync(request);

            await AssertProblemAsync(response, HttpStatusCode.NotFound, "no-such-rule");
        }

        using var list = Request(HttpMethod.Get, "/api/v1/alerts/rules");
        list.Headers.Add(ModuleHost.TenantHeader, "attacker");
        using var seen = await _host.Http.SendAsync(list);
        Assert.DoesNotContain("CheckoutErrors", await seen.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("..%2Fattacker@x")]
    [InlineData("a@b")]
    [InlineData("X")]
    public async Task An_id_that_no_rule_can_have_is_not_there(string id)
    {
        using var response = await SendAsync(HttpMethod.Get, $"/api/v1/alerts/rules/{id}");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("POST", "/api/v1/alerts/rules", Permissions.ReadAlerts)]
    [InlineData("PUT", "/api/v1/alerts/rules/x", Permissions.ReadAlerts)]
    [InlineData("DELETE", "/api/v1/alerts/rules/x", Permissions.ReadAlerts)]
    [InlineData("GET", "/api/v1/alerts/rules", Permissions.ReadLogs)]
    [InlineData("GET", "/api/v1/alerts/rules/x", Permissions.ReadLogs)]
    [InlineData("GET", "/api/v1/alerts", Permissions.ReadLogs)]
    public async Task Nobody_gets_in_without_the_permission(string method, string path, string permission)
    {
        using var request = Request(new HttpMethod(method), path, method is "POST" or "PUT" ? Checkout : null);
        request.Headers.Add(ModuleHost.PermissionsHeader, permission);
        using var response = await _host.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("""{"kind":"errorRate"}""", "name")]
    [InlineData("""{"name":"A","id":"Not an id"}""", "id")]
    [InlineData("""{"name":"A"}""", "measure")]
    [InlineData("""{"name":"A","measure":{"kind":"count"}}""", "threshold")]
    [InlineData("""{"name":"A","measure":{"kind":"attributeMax"},"threshold":1}""", "measure.attribute")]
    [InlineData(
        """{"name":"A","measure":{"kind":"durationQuantile","quantile":0.42},"threshold":1}""",
        "measure.quantile"
    )]
    [InlineData("""{"name":"A","kind":"errorRate","measure":{"kind":"count"}}""", "measure")]
    [InlineData("""{"name":"A","kind":"absence","threshold":3}""", "threshold")]
    [InlineData("""{"name":"A","kind":"errorRate","threshold":5}""", "threshold")]
    [InlineData("""{"name":"A","kind":"eror"}""", "kind")]
    [InlineData("""{"name":"A","kind":"errorRate","window":"0s"}""", "window")]
    [InlineData("""{"name":"A","kind":"errorRate","interval":"100ms"}""", "interval")]
    [InlineData("""{"name":"A","kind":"errorRate","for":"31d"}""", "for")]
    [InlineData("""{"name":"A","kind":"errorRate","limit":0}""", "limit")]
    [InlineData("""{"name":"A","kind":"errorRate","minimum":-1}""", "minimum")]
    [InlineData("""{"name":"A","kind":"errorRate","labels":{"severity":"x"}}""", "labels.severity")]
    [InlineData("""{"name":"A","kind":"errorRate","labels":{"a-b":"x"}}""", "labels.a-b")]
    [InlineData("""{"name":"A","kind":"errorRate","labels":{"a":"{{ $value }}"}}""", "labels.a")]
    [InlineData("""{"name":"A","kind":"errorRate","annotations":{"summary":"{{ exec }}"}}""", "annotations.summary")]
    [InlineData("""{"name":"A","kind":"errorRate","runbook":"javascript:alert(1)"}""", "runbook")]
    [InlineData("""{"name":"A","kind":"errorRate","filter":{"severity":"loud"}}""", "filter")]
    [InlineData("""{"name":"A","kind":"errorRate","filter":{"text":"\"open"}}""", "filter")]
    [InlineData("""{"name":"A","kind":"errorRate","groupBy":["a.b","a_b"]}""", "groupBy")]
    [InlineData("""{"name":"A","kind":"errorRate","wrong":1}""", "wrong")]
    [InlineData("""{"name":"A","kind":"errorRate","for":"soon"}""", "for")]
    [InlineData("""{"name":"A","kind":"errorRate","operator":"=>"}""", "operator")]
    public async Task What_is_wrong_with_a_rule_is_named(string rule, string field)
    {
        using var response = await SendAsync(HttpMethod.Post, "/api/v1/alerts/rules", rule);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Contains(field, problem!["errors"]!.AsObject().Select(error => error.Key));
    }

    public async ValueTask InitializeAsync() => _host = await AlertingHost.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? body = null)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        string? body = null,
        string? etag = null
    )
    {
        using var request = Request(method, path, body);
        if (etag is not null)
        {
            request.Headers.Add("If-Match", etag);
        }

        return await _host.Http.SendAsync(request);
    }

    private static async Task AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string slug)
    {
        Assert.Equal(status, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal($"/problems/{slug}", $"{problem!["type"]}");
    }
}
