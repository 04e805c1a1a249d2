using System.Text;
using System.Text.Json;
using Monolith.Ingest.PubSub;
using Monolith.Platform.Buffers;
using static Monolith.Ingest.Tests.PubSub.PubSubHost;

namespace Monolith.Ingest.Tests.PubSub;

/// <summary>Whatever bytes come: nothing is thrown, and every message that is found has a fate.</summary>
public sealed class DeliveryPropertyTests
{
    private static readonly string[] Pieces =
    [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\u00e4",
        "\\ud83d",
        "null",
        "true",
        "0",
        "-1e5",
        " ",
        "\n",
        "ä",
        "\0",
        "\"data\":",
        "\"id\":",
        "\"source\":",
        "\"entries\":[",
        "\"entryId\":\"x\"",
        "\"event\":",
        "\"metadata\":{",
        "\"__key\":\"k\"",
        "\"data_base64\":\"eyJhIjoxfQ==\"",
        "\"data_base64\":\"CgA=\"",
        "{\"a\":1}",
        "\"text\"",
    ];

    private static readonly string Whole = Envelope(
        Entry("0", Event("1", """{"message":"one","nested":{"a":[1,2,{"b":"c"}]}}""")),
        Entry("1", Event("2", "\"{\\\"message\\\":\\\"two\\\"}\""), """{"__key":"k","n":1}"""),
        Entry("2", "\"eyJhIjoxfQ==\""),
        Entry("3", Event("3", "[{},{}]"))
    );

    private readonly RecordingLogWriter _stored = new();
    private readonly TestPipeline _pipeline;

    public DeliveryPropertyTests() => _pipeline = new TestPipeline(_stored);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Any_text_leaves_each_message_with_a_fate(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 1500; round++)
        {
            var text = string.Concat(
                Enumerable.Range(0, random.Next(1, 30)).Select(_ => Pieces[random.Next(Pieces.Length)])
            );
            await TakeAsync(Encoding.UTF8.GetBytes(text));
            await TakeAsync(Encoding.UTF8.GetBytes("{\"entries\":[{\"entryId\":\"0\",\"event\":{" + text));
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task An_envelope_with_damaged_bytes_leaves_each_message_with_a_fate(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 1500; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(Whole);
            for (var i = random.Next(1, 5); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            await TakeAsync(bytes.AsMemory(0, random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length)));
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public void Whatever_an_event_holds_its_attributes_and_data_are_those_that_another_reader_sees(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 500; round++)
        {
            var attributes = new Dictionary<string, object>(StringComparer.Ordinal);
            foreach (
                var name in new[] { "id", "source", "type", "subject", "time", "traceparent", "data", "other" }.Order(
                    Comparer<string>.Create((_, _) => random.Next(3) - 1)
                )
            )
            {
                attributes[name] =
                    name == "data" ? new { message = Text(random), list = new[] { Text(random), "]}" } } : Text(random);
            }

            var body = JsonSerializer.SerializeToUtf8Bytes(attributes);
            using var scratch = new ScratchBuffer();
            var message = new CloudEvent();

            Assert.True(new CloudEventReader(body, scratch).TryReadSingle(message));

            Assert.Equal(attributes["id"], Encoding.UTF8.GetString(message.Id.Span));
            Assert.Equal(attributes["source"], Encoding.UTF8.GetString(message.Source.Span));
            Assert.Equal(attributes["subject"], Encoding.UTF8.GetString(message.Subject.Span));
            Assert.Equal(JsonSerializer.SerializeToUtf8Bytes(attributes["data"]), message.Data.ToArray());
        }
    }

    private static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => "ab\"\\{}[],:\né€\u0001"[random.Next(14)]));

    private async Task TakeAsync(ReadOnlyMemory<byte> body)
    {
        _stored.Clear();
        using var delivery = _pipeline.Receive(TopicContent.Logs);
        if (!delivery.TryReadBulk(body))
        {
            delivery.ReadSingle(body, default);
            Assert.Equal(1, delivery.Fates.Length);
        }

        await delivery.CommitAsync(CancellationToken.None);
        foreach (var fate in delivery.Fates)
        {
            // Never retried: it would come for ever. Dropped when the name of the topic was hit.
            Assert.NotEqual(DeliveryStatus.Retry, fate.Status);
        }
    }
}
