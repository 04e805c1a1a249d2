using Monolith.Platform.Signals;

namespace Monolith.Processing.Tests.Routing;

/// <summary>What is forwarded to another Monolith by each protocol that both speak arrives there as the same record.</summary>
public sealed class OtherMonolithTests
{
    [Theory]
    [InlineData("monolith", "")]
    [InlineData("otlp", "")]
    [InlineData("elasticsearch", "")]
    [InlineData("loki", "")]
    [InlineData("webhook", "api/v1/logs")]
    public async Task A_record_arrives_as_it_left(string kind, string path)
    {
        await using var other = await OtherMonolith.StartAsync();
        await using var world = await RoutingWorld.StartAsync();
        await world.AddAsync($$$$"""{"id":"there","{{{{kind}}}}":{"url":"{{{{other.Url + path}}}}"}}""");
        // A record that is too old would be refused there.
        var records = new[] { "first", "second", "third" }
            .Select(body => Recent(RoutingWorld.Record(body, SeverityNumber.Error, ("cart_items", "3"))))
            .ToArray();

        await world.ForwardAsync("""{"to":["there"]}""", records);
        await world.SentAsync("there", 3);

        Assert.Equal(["first", "second", "third"], other.Stored.Select(r => r.Body));
        Assert.Equal(records.Select(r => r.TimeUnixNano), other.Stored.Select(r => r.TimeUnixNano));
        Assert.All(
            other.Stored,
            arrived =>
            {
                Assert.Equal(("checkout", "c-1"), (arrived.Service, arrived.CorrelationId));
                Assert.Equal(SeverityNumber.Error, arrived.Severity);
                Assert.Equal("0af7651916cd43dd8448eb211c80319c", arrived.TraceId);
                Assert.Equal(12.5, arrived.DurationMs);

                // Loki's names have no dots, so the status does not come back to the field that is made for it.
                Assert.Equal(
                    503,
                    kind == "loki" ? int.Parse(arrived.Attributes["http_response_status_code"]) : arrived.HttpStatus
                );
                Assert.Equal("3", arrived.Attributes["cart_items"]);
            }
        );
    }

    [Fact]
    public async Task A_request_whose_answer_was_lost_counts_once_there()
    {
        using var folder = new TemporaryFolder();
        await using var other = await OtherMonolith.StartAsync();
        await using (var world = await RoutingWorld.StartAsync(folder.Path))
        {
            await world.AddAsync($$$$"""{"id":"there","monolith":{"url":"{{{{other.Url}}}}"}}""");
            await world.ForwardAsync("""{"to":["there"]}""", Recent(RoutingWorld.Record("once")));
            await world.SentAsync("there", 1);
        }

        // As if the process had died before it noted that the records were taken.
        File.Delete(Path.Combine(folder.Path, "forward", "default@there", "position"));
        await using var again = await RoutingWorld.StartAsync(folder.Path);
        await again.SentAsync("there", 1);

        Assert.Equal("once", Assert.Single(other.Stored).Body);
    }

    private static LogRecord Recent(LogRecord record)
    {
        record.TimeUnixNano = TimeProvider.System.GetUtcNow().AddMinutes(-5).ToUnixTimeMilliseconds() * 1_000_000;
        return record;
    }
}
