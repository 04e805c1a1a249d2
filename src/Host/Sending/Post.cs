namespace Monolith.Host.Sending;

/// <summary>What a batch holds, and where it goes.</summary>
internal sealed record Post(string Path, string ContentType)
{
    /// <summary>Records, one JSON object a line.</summary>
    public static readonly Post Logs = new("api/v1/logs", "application/x-ndjson");

    /// <summary>Spans, as OTLP/JSON.</summary>
    public static readonly Post Traces = new("v1/traces", "application/json");
}
