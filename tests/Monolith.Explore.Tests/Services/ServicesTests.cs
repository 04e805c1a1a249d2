using System.Net;
using System.Text.Json.Nodes;
using Monolith.Platform.Security;

namespace Monolith.Explore.Tests.Services;

public sealed class ServicesTests(ExploreHost host)
{
    [Fact]
    public async Task A_service_is_told_by_its_requests_with_the_busiest_first()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            [
                .. Enumerable.Range(1, 100).Select(i => Request("checkout", i, i > 90 ? 503 : 200)),
                Request("auth", 5, 404),
                new StoredLog { Service = "checkout" },
            ]
        );

        var services = (await ServicesAsync(tenant))["services"]!.AsArray();

        Assert.Equal(["checkout", "auth"], services.Select(Name));
        var checkout = services[0]!;
        Assert.Equal(100, Number(checkout, "requests"));
        Assert.Equal(10, Number(checkout, "errors"));
        Assert.Equal(0.1, Number(checkout, "error_rate"));
        Assert.Equal(101, Number(checkout, "logs"));
        Assert.InRange(Number(checkout, "p50_ms"), 48, 53);
        Assert.InRange(Number(checkout, "p95_ms"), 94, 97);
        Assert.InRange(Number(checkout, "p99_ms"), 98, 100);
        Assert.Equal(0, Number(services[1]!, "errors")); // what the caller did wrong is no fault of the service
    }

    [Fact]
    public async Task A_service_with_only_spans_is_there_and_so_is_one_with_only_records_and_one_that_only_calls()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            new StoredSpan { Service = "payment", Duration = TimeSpan.FromMilliseconds(20) },
            new StoredSpan { Service = "payment", Status = "error" },
            new StoredSpan { Service = "cron", Kind = "client" }
        );
        await host.StoreAsync(tenant, new StoredLog { Service = "batch" });

        var services = (await ServicesAsync(tenant))["services"]!.AsArray();

        Assert.Equal(["payment", "batch", "cron"], services.Select(Name));
        Assert.Equal(2, Number(services[0]!, "requests"));
        Assert.Equal(1, Number(services[0]!, "errors"));
        Assert.InRange(Number(services[0]!, "p99_ms"), 2, 20);
        Assert.Equal(1, Number(services[1]!, "logs"));
        Assert.Null(services[1]!["p99_ms"]);
        Assert.Equal(0, Number(services[2]!, "requests"));
    }

    [Fact]
    public async Task A_request_that_was_both_logged_and_traced_counts_once()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, Request("checkout", 5, 200));
        await host.StoreAsync(tenant, new StoredSpan { Service = "checkout" });

        var services = (await ServicesAsync(tenant))["services"]!.AsArray();

        Assert.Equal(1, Number(Assert.Single(services)!, "requests"));
    }

    [Fact]
    public async Task The_points_of_a_service_add_up_to_its_requests()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            Enumerable.Range(0, 50).Select(i => Request("checkout", 5, 500).Ago(TimeSpan.FromMinutes(i)))
        );

        var answer = await ServicesAsync(tenant, "from=now-30m&to=now");

        var service = Assert.Single(answer["services"]!.AsArray())!;
        var points = service["points"]!.AsArray();
        Assert.Equal(60, Number(answer, "interval_seconds"));
        Assert.Equal(31, points.Count); // the minutes that the range begins and ends in are whole
        Assert.Equal(Number(service, "requests"), points.Sum(point => Number(point!, "requests")));
        Assert.Equal(Number(service, "errors"), points.Sum(point => Number(point!, "errors")));
        Assert.Equal(points.Select(Time).Order(StringComparer.Ordinal), points.Select(Time));
    }

    [Fact]
    public async Task Routes_are_told_each_by_itself()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            Request("checkout", 10, 200) with
            {
                HttpRoute = "/orders",
            },
            Request("checkout", 10, 200) with
            {
                HttpRoute = "/orders",
            },
            Request("checkout", 90, 500) with
            {
                HttpRoute = "/carts",
            },
            Request("auth", 90, 500) with
            {
                HttpRoute = "/login",
            }
        );
        await host.StoreAsync(tenant, new StoredSpan { Service = "payment", Name = "charge" });
        using var http = host.ClientOf(tenant);

        var checkout = await http.JsonAsync("/api/v1/services/checkout/routes");
        var payment = await http.JsonAsync("/api/v1/services/payment/routes");
        var unknown = await http.JsonAsync("/api/v1/services/none/routes");

        var routes = checkout["routes"]!.AsArray();
        Assert.Equal(["/orders", "/carts"], routes.Select(Name));
        Assert.Equal(1, Number(routes[1]!, "error_rate"));
        Assert.Equal(90, Number(routes[1]!, "p50_ms"));
        Assert.Equal(["charge"], payment["routes"]!.AsArray().Select(Name));
        Assert.Empty(unknown["routes"]!.AsArray());
    }

    [Fact]
    public async Task The_map_shows_who_calls_whom_databases_and_strangers_too()
    {
        var tenant = host.NewTenant();
        var call = new StoredSpan
        {
            Service = "checkout",
            Kind = "client",
            PeerService = "payment",
            Duration = TimeSpan.FromMilliseconds(40),
        };
        await host.StoreAsync(
            tenant,
            call,
            call with
            {
                Status = "error",
            },
            call with
            {
                PeerService = "postgres",
            },
            new StoredSpan { Service = "payment" },
            new StoredSpan { Service = "payment", Kind = "internal" }
        );
        using var http = host.ClientOf(tenant);

        var map = await http.JsonAsync("/api/v1/services/map");

        Assert.Equal(
            """
            [{"name":"checkout","calls":0,"errors":0},{"name":"payment","calls":1,"errors":0},
            {"name":"postgres","calls":1,"errors":0}]
            """.ReplaceLineEndings(""),
            map["nodes"]!.ToJsonString()
        );
        Assert.Equal(
            """
            [{"from":"checkout","to":"payment","calls":2,"errors":1,"p95_ms":40},
            {"from":"checkout","to":"postgres","calls":1,"errors":0,"p95_ms":40}]
            """.ReplaceLineEndings(""),
            map["edges"]!.ToJsonString()
        );
    }

    [Theory]
    [InlineData("/api/v1/services")]
    [InlineData("/api/v1/services/swordfish/routes")]
    [InlineData("/api/v1/services/map")]
    public async Task Nothing_is_told_of_another_tenants_services(string path)
    {
        var span = new StoredSpan
        {
            Service = "swordfish",
            Kind = "client",
            PeerService = "swordfish-db",
        };
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, Request("swordfish", 5, 200));
        await host.StoreAsync(tenant, span, span with { Kind = "server" });
        using var attacker = host.ClientOf(host.NewTenant());

        var answer = await attacker.JsonAsync(path);
        answer.Remove("service");

        Assert.DoesNotContain("swordfish", answer.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x' OR '1'='1")]
    [InlineData("{tenant:String}")]
    [InlineData("\\'")]
    public async Task No_name_of_a_service_is_read_as_a_question(string trick)
    {
        await host.StoreAsync(host.NewTenant(), Request("x", 5, 200));
        var attacker = host.NewTenant();
        await host.StoreAsync(attacker, Request(trick, 5, 200) with { HttpRoute = "/own" });
        using var http = host.ClientOf(attacker);

        var routes = await http.JsonAsync($"/api/v1/services/{Uri.EscapeDataString(trick)}/routes");

        Assert.Equal(["/own"], routes["routes"]!.AsArray().Select(Name));
    }

    [Theory]
    [InlineData("from=now&to=now-1h", "from")]
    [InlineData("from=soon", "from")]
    [InlineData("service=x", "service")]
    public async Task What_is_wrong_with_a_request_is_named(string query, string parameter)
    {
        foreach (var path in new[] { "/api/v1/services", "/api/v1/services/x/routes", "/api/v1/services/map" })
        {
            using var http = host.ClientOf(host.NewTenant());

            var (status, problem) = await http.ProblemAsync($"{path}?{query}");

            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Equal([parameter], problem["errors"]!.AsObject().Select(error => error.Key));
        }
    }

    private static StoredLog Request(string service, float durationMs, int status) =>
        new()
        {
            Service = service,
            DurationMs = durationMs,
            HttpStatus = status,
        };

    private async Task<JsonObject> ServicesAsync(TenantId tenant, string query = "")
    {
        using var http = host.ClientOf(tenant);
        return await http.JsonAsync($"/api/v1/services?{query}");
    }

    private static string Name(JsonNode? item) => item!["name"]!.GetValue<string>();

    private static string Time(JsonNode? point) => point!["time"]!.GetValue<string>();

    private static double Number(JsonNode item, string name) => item[name]!.GetValue<double>();
}
