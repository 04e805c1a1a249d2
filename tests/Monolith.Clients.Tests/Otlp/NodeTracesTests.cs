using System.Text.Json;

namespace Monolith.Clients.Tests.Otlp;

/// <summary>The OpenTelemetry SDK for Node, unmodified, with each of its exporters of traces.</summary>
public sealed class NodeTracesTests(ClientsHost host)
{
    private const int Children = 2_000;

    [Theory]
    [InlineData("proto")]
    [InlineData("http")]
    [InlineData("grpc")]
    public async Task Every_span_that_the_sdk_exports_is_found_once(string protocol)
    {
        var service = $"node-traces-{protocol}";

        await host.RunScriptAsync(
            "otlp-traces.mjs",
            service,
            ("MONOLITH_GRPC", $"http://{host.Process.Listener("OTLP/gRPC")}"),
            ("PROTOCOL", protocol),
            ("COUNT", $"{Children}")
        );

        var spans = await FindTraceAsync(service);
        Assert.Equal(Children + 1, spans.Count);
        var parent = spans.Single(s => s.GetProperty("kind").GetString() == "server");
        Assert.Equal("/orders/{id}", parent.GetProperty("http.route").GetString());
        var children = spans.Where(s => s.GetProperty("kind").GetString() == "client").ToDictionary(NumberOf);
        Assert.Equal(Enumerable.Range(0, Children), children.Keys.Order());
        Assert.All(children.Values, child => AssertIsChildOf(parent, child));
    }

    private static void AssertIsChildOf(JsonElement parent, JsonElement child)
    {
        var number = NumberOf(child);
        Assert.Equal(parent.GetProperty("span_id").GetString(), child.GetProperty("parent_span_id").GetString());
        Assert.Equal($"query {number}", child.GetProperty("name").GetString());
        Assert.Equal("postgresql", child.GetProperty("db.system.name").GetString());
        var rows = Assert.Single(child.GetProperty("events").EnumerateArray());
        Assert.Equal("rows", rows.GetProperty("name").GetString());
        Assert.Equal($"{number}", rows.GetProperty("attributes").GetProperty("count").GetString());
        if (number % 10 == 0)
        {
            Assert.Equal("error", child.GetProperty("status").GetString());
            Assert.Equal("zu spät – 遅い", child.GetProperty("status_message").GetString());
        }
    }

    private static int NumberOf(JsonElement child) =>
        int.Parse(
            child.GetProperty("attributes").GetProperty("n").GetString()!,
            System.Globalization.CultureInfo.InvariantCulture
        );

    private async Task<List<JsonElement>> FindTraceAsync(string service)
    {
        List<JsonElement> spans = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                using var traces = await GetAsync($"/api/v1/traces?service={service}&from=now-1h");
                foreach (var trace in traces.RootElement.GetProperty("traces").EnumerateArray())
                {
                    using var found = await GetAsync($"/api/v1/traces/{trace.GetProperty("trace_id").GetString()}");
                    spans = [.. found.RootElement.GetProperty("spans").EnumerateArray().Select(s => s.Clone())];
                }

                return spans.Count > Children;
            },
            $"the spans of {service} are found"
        );
        return spans;
    }

    private async Task<JsonDocument> GetAsync(string path) =>
        JsonDocument.Parse(await host.Process.Http.GetStringAsync(path));
}
