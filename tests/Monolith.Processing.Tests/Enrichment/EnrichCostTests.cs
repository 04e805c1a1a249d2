using System.Diagnostics;
using Monolith.Platform.Signals;
using static Monolith.Processing.Tests.Enrichment.EnrichWorld;

namespace Monolith.Processing.Tests.Enrichment;

public sealed class EnrichCostTests
{
    private const string Chrome =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36";

    private static readonly string[] Attributes =
    [
        "thread.name=worker-7",
        "code.function=Shop.Cart.Add",
        "order.total=99.50",
        "db.system=postgresql",
        "db.statement=SELECT * FROM people WHERE name = 'Ann'",
        "model_version=fraud-3.1",
        "gen_ai.usage.input_tokens=20",
        "gen_ai.usage.output_tokens=22",
        "CorrelationId=c-1",
        "env=staging",
    ];

    [Fact]
    public void A_record_costs_no_allocation()
    {
        var world = new EnrichWorld();
        var attributes = With(Attributes).Attributes.Items.ToArray();
        var record = new LogRecord();
        var (url, agent, address) = (Bytes("https://shop.example/orders/123"), Bytes(Chrome), Bytes("203.0.113.7"));

        Assert.Equal(0, Allocations.LeastOf(Run, times: 1_000));

        void Run()
        {
            record.Clear();
            (record.HttpUrl, record.UserAgent, record.ClientAddress) = (url, agent, address);
            foreach (var attribute in attributes)
            {
                record.Attributes.Add(attribute.Key, attribute.Value);
            }

            world.Apply(record);
        }
    }

    [Fact]
    public void No_bytes_at_all_make_it_throw()
    {
        var world = new EnrichWorld();
        var random = new Random(7);
        string[] names =
        [
            "traceparent",
            "db.query.text",
            "db.system",
            "model_version",
            "latency_ms",
            "elapsed",
            "env",
            "x-request-id",
        ];
        for (var round = 0; round < 5_000; round++)
        {
            var record = new LogRecord
            {
                HttpUrl = Noise(),
                UserAgent = Noise(),
                ClientAddress = Noise(),
            };
            foreach (var name in names)
            {
                record.Attributes.Add(Bytes(name), Noise());
                record.Attributes.Add(Noise(), Noise());
            }

            world.Apply(record);
        }

        ReadOnlyMemory<byte> Noise()
        {
            var letters = "'\"/-.:%@{}[]()$*\\0129afAFzZ \n;?#=\0é"u8;
            var bytes = new byte[random.Next(80)];
            foreach (ref var letter in bytes.AsSpan())
            {
                letter = letters[random.Next(letters.Length)];
            }

            return bytes;
        }
    }

    [Theory]
    [InlineData("'")]
    [InlineData("$a")]
    [InlineData("$a$")]
    [InlineData("/*")]
    [InlineData("--")]
    [InlineData("1")]
    [InlineData("\"")]
    [InlineData("{\"")]
    [InlineData("a:")]
    public void The_worst_query_takes_time_that_grows_with_its_length_alone(string piece)
    {
        var world = new EnrichWorld();
        var query = string.Concat(Enumerable.Repeat(piece, 200_000 / piece.Length));
        foreach (var start in new[] { "", "{" })
        {
            var watch = Stopwatch.StartNew();

            world.Apply(With($"db.query.text={start}{query}"));

            Assert.True(watch.ElapsedMilliseconds < 1_000, $"{watch.ElapsedMilliseconds} ms");
        }
    }
}
