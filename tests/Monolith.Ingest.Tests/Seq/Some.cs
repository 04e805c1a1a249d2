using System.Text;
using Monolith.Ingest.Seq;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Tests.Seq;

/// <summary>What becomes of bodies that Seq's clients send.</summary>
internal static class Some
{
    public static (BatchOutcome Outcome, RecordingLogWriter Stored) Decode(string body)
    {
        var stored = new RecordingLogWriter();
        return (Run(new TestPipeline(stored), Encoding.UTF8.GetBytes(body)), stored);
    }

    /// <summary>The only event of a body.</summary>
    public static StoredRecord DecodeOne(string body) => Decode(body).Stored.Records.Single();

    public static BatchOutcome Run(TestPipeline pipeline, byte[] body) =>
        pipeline.Run(body, "seq", (bytes, batch) => new ClefDecoder(bytes, TestPipeline.Limits, batch).Decode());
}
