namespace Monolith.Platform.Signals;

/// <summary>What a span stands for among the services that take part. The numbers are OpenTelemetry's.</summary>
public enum SpanKind : byte
{
    /// <summary>The client did not say.</summary>
    Unspecified = 0,

    /// <summary>Work within one service.</summary>
    Internal = 1,

    /// <summary>The answering of a request.</summary>
    Server = 2,

    /// <summary>A request to another service.</summary>
    Client = 3,

    /// <summary>The sending of a message.</summary>
    Producer = 4,

    /// <summary>The handling of a message.</summary>
    Consumer = 5,
}

/// <summary>How a span ended. The numbers are OpenTelemetry's.</summary>
public enum SpanStatus : byte
{
    /// <summary>Nobody said.</summary>
    Unset = 0,

    /// <summary>Somebody said that it went well.</summary>
    Ok = 1,

    /// <summary>It failed.</summary>
    Error = 2,
}
