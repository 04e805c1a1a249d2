namespace Monolith.Ingest.Tests.Splunk;

/// <summary>Bodies as well-known clients send them, byte for byte.</summary>
internal static class ClientBodies
{
    /// <summary>Docker's driver in its default format, <c>inline</c>: two events with nothing between.</summary>
    public const string DockerInline =
        """{"event":{"line":"Order 17 paid","source":"stdout","tag":"5f2a/shop","attrs":{"com.example.team":"blue"}},"time":"1772600767.123457","host":"docker-1","source":"shop","sourcetype":"httpevent","index":"main"}{"event":{"line":"Order 18 refused \u003cb\u003e","source":"stderr","tag":"5f2a/shop"},"time":"1772600767.223457","host":"docker-1"}""";

    /// <summary>Docker's driver with <c>splunk-format=json</c>, whose line is an object when it was one.</summary>
    public const string DockerJson =
        """{"event":{"line":{"level":"warn","msg":"Order 17 paid","service":"order"},"source":"stdout","tag":"5f2a"},"time":"1772600767.123457","host":"docker-1"}{"event":{"line":"plain","source":"stdout","tag":"5f2a"},"time":"1772600767.123457","host":"docker-1"}""";

    /// <summary>Docker's driver with <c>splunk-format=raw</c>.</summary>
    public const string DockerRaw =
        """{"event":"5f2a team=blue Order 17 paid","time":"1772600767.123457","host":"docker-1"}""";

    /// <summary>Splunk's logger for JavaScript: an object as message, then a text.</summary>
    public const string SplunkLogging =
        """{"time":"1772600767.123","host":"farm.local","source":"chicken coop","sourcetype":"httpevent","index":"main","event":{"message":{"temperature":"70F","chickenCount":500},"severity":"info"}}{"time":"1772600767.124","event":{"message":"Order 17 paid","severity":"error"}}""";

    /// <summary>Vector's sink with its JSON codec.</summary>
    public const string VectorJson =
        """{"event":{"message":"Order 17 paid","service":"order","level":"info"},"fields":{"region":"eu"},"time":1772600767.123,"host":"web-1","index":"main","source":"file","sourcetype":"_json"}""";

    /// <summary>Vector's sink with its text codec.</summary>
    public const string VectorText = """{"event":"Order 17 paid","fields":{},"time":1772600767.123,"host":"web-1"}""";

    /// <summary>The exporter of OpenTelemetry's collector.</summary>
    public const string OpenTelemetryCollector =
        """{"time":1772600767.123,"host":"web-1","source":"otel","sourcetype":"otel","index":"main","event":"Order 17 paid","fields":{"otel.log.severity.number":13,"otel.log.severity.text":"Warning","service.name":"order","span_id":"00f067aa0ba902b7","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","area":"shop"}}""";

    /// <summary>Fluent Bit's output with <c>splunk_send_raw off</c>.</summary>
    public const string FluentBit =
        """{"time":1772600767.123,"event":{"log":"Order 17 paid","stream":"stdout"}}""" + "\n";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [DockerInline, DockerJson, DockerRaw, SplunkLogging, VectorJson, VectorText, OpenTelemetryCollector, FluentBit];
}
