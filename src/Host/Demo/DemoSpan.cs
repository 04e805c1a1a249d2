namespace Monolith.Host.Demo;

/// <summary>One span of the demo's traces.</summary>
internal sealed record DemoSpan
{
    public required DemoAction Action { get; init; }

    public required string Service { get; init; }

    public required string Name { get; init; }

    public required DemoSpanKind Kind { get; init; }

    public required string SpanId { get; init; }

    /// <summary>Empty for the span that an action begins with.</summary>
    public required string ParentSpanId { get; init; }

    public required DateTimeOffset Start { get; init; }

    public required DateTimeOffset End { get; init; }

    public required bool IsFailed { get; init; }

    /// <summary>A value is a string, a long or a double.</summary>
    public required IReadOnlyList<KeyValuePair<string, object>> Attributes { get; init; }
}

/// <summary>OpenTelemetry's kinds of spans that the demo has, with its numbers.</summary>
internal enum DemoSpanKind
{
    Server = 2,
    Client = 3,
}
