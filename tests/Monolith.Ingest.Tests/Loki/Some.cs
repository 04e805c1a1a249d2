using System.Text;
using Google.Protobuf;
using IronSnappy;
using Monolith.Ingest.Loki;
using Monolith.Ingest.Tests.Loki.Messages;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Tests.Loki;

/// <summary>Push requests, and what becomes of them.</summary>
internal static class Some
{
    public static long UnixNano => IngestHost.Now.ToUnixTimeMilliseconds() * 1_000_000;

    public static Entry Entry(string line, params (string Name, string Value)[] metadata) =>
        Entry(Encoding.UTF8.GetBytes(line), metadata);

    public static Entry Entry(byte[] line, params (string Name, string Value)[] metadata) =>
        new()
        {
            Timestamp = new Time { Seconds = UnixNano / 1_000_000_000, Nanos = 7 },
            Line = ByteString.CopyFrom(line),
            StructuredMetadata = { metadata.Select(m => new LabelPair { Name = m.Name, Value = m.Value }) },
        };

    public static PushRequest Request(string labels, params Entry[] entries) =>
        new()
        {
            Streams =
            {
                new PushedStream { Labels = labels, Entries = { entries } },
            },
        };

    public static byte[] Compressed(PushRequest request) => Snappy.Encode(request.ToByteArray());

    /// <summary>What becomes of a request in protobuf, without its compression.</summary>
    public static (BatchOutcome Outcome, RecordingLogWriter Stored) Decode(PushRequest request)
    {
        var stored = new RecordingLogWriter();
        return (Run(new TestPipeline(stored), request.ToByteArray(), isJson: false), stored);
    }

    /// <summary>What becomes of a request in JSON.</summary>
    public static (BatchOutcome Outcome, RecordingLogWriter Stored) DecodeJson(string request) =>
        DecodeJson(Encoding.UTF8.GetBytes(request));

    /// <inheritdoc cref="DecodeJson(string)"/>
    public static (BatchOutcome Outcome, RecordingLogWriter Stored) DecodeJson(byte[] request)
    {
        var stored = new RecordingLogWriter();
        return (Run(new TestPipeline(stored), request, isJson: true), stored);
    }

    public static BatchOutcome Run(TestPipeline pipeline, byte[] body, bool isJson) =>
        pipeline.Run(
            body,
            "loki",
            (bytes, batch) =>
            {
                var stream = new LokiStream(TestPipeline.Limits, batch);
                if (isJson)
                {
                    new LokiJsonDecoder(bytes, stream).Decode();
                }
                else
                {
                    new LokiProtobufDecoder(bytes, stream).Decode();
                }
            }
        );
}
