namespace Monolith.Platform.Signals;

/// <summary>How bad it is, on OpenTelemetry's scale (logs data model, "SeverityNumber"): six names of four steps each.</summary>
public enum SeverityNumber : byte
{
    /// <summary>The client did not say.</summary>
    Unspecified = 0,

    /// <summary>1 to 4.</summary>
    Trace = 1,

    /// <summary>5 to 8.</summary>
    Debug = 5,

    /// <summary>9 to 12.</summary>
    Info = 9,

    /// <summary>13 to 16.</summary>
    Warn = 13,

    /// <summary>17 to 20.</summary>
    Error = 17,

    /// <summary>21 to 24.</summary>
    Fatal = 21,
}
