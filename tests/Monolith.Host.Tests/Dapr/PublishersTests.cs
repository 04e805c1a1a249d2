using System.Net.Http.Json;

namespace Monolith.Host.Tests.Dapr;

/// <summary>The services in examples/ are what users copy. Their logs must arrive.</summary>
public sealed class PublishersTests
{
    [Fact]
    public async Task The_logs_of_an_ASP_NET_Core_service_arrive_through_its_sidecar()
    {
        await using var monolith = await DaprHost.StartAsync();
        await using var sidecar = await monolith.SidecarOfAsync("orders");
        await using var orders = await ExampleService.StartAsync(
            "examples/aspnet-publisher",
            Path.Combine(AppContext.BaseDirectory, "Monolith.Examples.AspNetPublisher"),
            [],
            "orders",
            sidecar
        );

        await orders.Http.PostAsJsonAsync("/orders", new { id = "A-1", quantity = 3 });
        await orders.Http.PostAsJsonAsync("/orders", new { id = "A-2", quantity = 0 });
        await orders.StopAsync();

        await IsFoundAsync(monolith.Http, "service=orders&severity=info&q=placed&attribute.OrderId=A-1");
        await IsFoundAsync(monolith.Http, "service=orders&severity=warn&q=refused&attribute.OrderId=A-2");
    }

    [Fact]
    public async Task The_winston_logs_of_an_Express_service_arrive_through_its_sidecar()
    {
        Assert.True(
            Directory.Exists(Path.Combine(Repository.Root, "examples/express-publisher/node_modules")),
            "Run ./test.sh, or `npm ci` in examples/express-publisher."
        );
        await using var monolith = await DaprHost.StartAsync();
        await using var sidecar = await monolith.SidecarOfAsync("storefront");
        await using var storefront = await ExampleService.StartAsync(
            "examples/express-publisher",
            "node",
            ["server.js"],
            "storefront",
            sidecar
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, "/checkout");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        request.Content = JsonContent.Create(new { cart = "c-17", total = 99.5 });

        await storefront.Http.SendAsync(request);
        await storefront.Http.PostAsJsonAsync("/checkout", new { cart = "c-18", total = 0 });
        await storefront.StopAsync();

        await IsFoundAsync(
            monolith.Http,
            "service=storefront&trace_id=0af7651916cd43dd8448eb211c80319c&attribute.cart=c-17"
        );
        await IsFoundAsync(monolith.Http, "service=storefront&severity=error&q=empty&attribute.cart=c-18");
    }

    private static Task IsFoundAsync(HttpClient monolith, string query) =>
        Eventually.HoldsAsync(
            async () =>
                (await monolith.GetStringAsync($"/api/v1/logs?{query}")).Contains("\"id\"", StringComparison.Ordinal),
            $"a log record of {query} is found"
        );
}
