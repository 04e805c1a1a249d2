using System.Text.Json;

namespace Monolith.Host.Demo;

/// <summary>One record of the demo's traffic.</summary>
internal sealed record DemoRecord
{
    public required DateTimeOffset Time { get; init; }

    public required DemoSeverity Severity { get; init; }

    public required string Service { get; init; }

    public required string Message { get; init; }

    public required double DurationMs { get; init; }

    /// <summary>The user's action that this is part of, in whichever service.</summary>
    public required DemoAction Action { get; init; }

    public required string SpanId { get; init; }

    public required DemoHttp Http { get; init; }

    /// <summary>A value is a string, a long or a double.</summary>
    public required IReadOnlyList<KeyValuePair<string, object>> Attributes { get; init; }

    /// <summary>The spans of the action that ended with this record.</summary>
    public IReadOnlyList<DemoSpan> Spans { get; init; } = [];

    /// <summary>Counts the records of one run from 1, so that lost and doubled ones can be told apart afterwards.</summary>
    public long Sequence { get; init; }

    /// <summary>Writes the record as one JSON object, under the names of the contract of mandatory fields.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("timestamp", Time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"));
        json.WriteString("log_level", Severity.ToString());
        json.WriteString("service_name", Service);
        json.WriteString("correlation_id", Action.CorrelationId);
        json.WriteString("tenant_id", DemoAction.Shop);
        json.WriteString("user_id", Action.UserId);
        json.WriteString("request_id", Action.RequestId);
        json.WriteString("trace_id", Action.TraceId);
        json.WriteString("span_id", SpanId);
        json.WriteNumber("duration_ms", DurationMs);
        json.WriteString("message", Message);
        json.WriteString("http.request.method", Http.Method);
        json.WriteString("http.route", Http.Route);
        json.WriteString("url.full", Http.Url);
        json.WriteNumber("http.response.status_code", Http.Status);
        json.WriteString("client.address", Action.ClientAddress);
        json.WriteString("user_agent.original", Action.UserAgent);
        foreach (var (name, value) in Attributes)
        {
            json.WritePropertyName(name);
            WriteValue(json, value);
        }

        json.WriteNumber("demo.seq", Sequence);
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            default:
                throw new ArgumentOutOfRangeException(
                    nameof(value),
                    value.GetType(),
                    "No attribute of the demo has such a value."
                );
        }
    }
}

/// <summary>The words that the demo's services write, with OpenTelemetry's numbers.</summary>
internal enum DemoSeverity
{
    DEBUG = 5,
    INFO = 9,
    WARN = 13,
    ERROR = 17,
    FATAL = 21,
}

/// <summary>What the records of one user's action share.</summary>
internal sealed record DemoAction(
    string CorrelationId,
    string RequestId,
    string TraceId,
    string UserId,
    string ClientAddress,
    string UserAgent
)
{
    /// <summary>What the records call their tenant.</summary>
    public const string Shop = "demo-shop";
}

/// <summary>The HTTP call that a service was serving when it wrote a record.</summary>
internal sealed record DemoHttp(string Method, string Route, string Url, int Status);
