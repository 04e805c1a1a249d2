using Monolith.Platform.Buffers;
using Monolith.Platform.Signals;
using Monolith.Processing.Enrichment;
using static Monolith.Processing.Tests.Enrichment.EnrichWorld;

namespace Monolith.Processing.Tests.Enrichment;

public sealed class HttpTests
{
    [Theory]
    [InlineData("/orders/123", "/orders/{id}")]
    [InlineData("/orders/123/items/7?page=2#top", "/orders/{id}/items/{id}")]
    [InlineData("https://shop.example/orders/f47ac10b-58cc-4372-a567-0e02b2c3d479", "/orders/{id}")]
    [InlineData("/users/ann@example.org/photo", "/users/{email}/photo")]
    [InlineData("/users/ann%40example.org", "/users/{email}")]
    [InlineData("/blobs/4f3a2b1c9d8e7f60", "/blobs/{id}")]
    [InlineData("/reset/eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9xyz", "/reset/{token}")]
    [InlineData("/reset/Zk93Qm1x72hT0aLpQ1x9", "/reset/{token}")]
    [InlineData("/", "/")]
    [InlineData("/api/v1/orders", "/api/v1/orders")]
    [InlineData("/blog/how-to-cook-for-a-hundred-people", "/blog/how-to-cook-for-a-hundred-people")]
    [InlineData("https://shop.example", "")]
    [InlineData("not a path", "")]
    public void A_route_is_made_of_the_url(string url, string route) =>
        Assert.Equal(route, Text(RouteTemplates.Of(Bytes(url), new ScratchBuffer())));

    [Fact]
    public void A_route_that_was_given_stays()
    {
        var record = new LogRecord { HttpUrl = Bytes("/orders/123"), HttpRoute = Bytes("/orders/{orderId}") };

        Assert.Equal("/orders/{orderId}", Text(new EnrichWorld().Apply(record).HttpRoute));
    }

    [Theory]
    [InlineData(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36",
        "Chrome|124.0.0.0|Windows|desktop"
    )]
    [InlineData(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Safari/537.36 Edg/124.0.2478",
        "Edge|124.0.2478|Windows|desktop"
    )]
    [InlineData(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1",
        "Safari|17.4|iOS|mobile"
    )]
    [InlineData(
        "Mozilla/5.0 (Linux; Android 14; SM-X200) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36",
        "Chrome|124.0.0.0|Android|tablet"
    )]
    [InlineData(
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:125.0) Gecko/20100101 Firefox/125.0",
        "Firefox|125.0|macOS|desktop"
    )]
    [InlineData("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot|2.1||bot")]
    [InlineData("kube-probe/1.29", "kube-probe|1.29||bot")]
    [InlineData("curl/8.5.0", "curl|8.5.0||program")]
    [InlineData("okhttp/4.12.0", "okhttp|4.12.0||program")]
    [InlineData("-", "-|||program")]
    public void A_user_agent_is_split(string text, string parts)
    {
        var agent = UserAgents.Split(Bytes(text));

        Assert.Equal(parts, $"{Text(agent.Name)}|{Text(agent.Version)}|{Text(agent.System)}|{Text(agent.Device)}");
    }

    [Fact]
    public void The_parts_of_a_user_agent_are_attributes_of_the_record()
    {
        var record = new EnrichWorld().Apply(new LogRecord { UserAgent = Bytes("curl/8.5.0") });

        Assert.Equal(["user_agent.name=curl", "user_agent.version=8.5.0", "device.type=program"], Attributes(record));
    }

    [Fact]
    public void The_cache_of_values_is_of_a_fixed_size_and_always_right()
    {
        var made = 0;
        var cache = new ValueCache<string>(
            4,
            value =>
            {
                made++;
                return Text(value);
            }
        );

        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 100; i++)
            {
                Assert.Equal($"value {i}", cache.Of(Bytes($"value {i}").Span));
                Assert.Equal($"value {i}", cache.Of(Bytes($"value {i}").Span));
            }
        }

        Assert.InRange(made, 100, 300);
    }
}
