namespace Monolith.Platform.Signals;

/// <summary>The numbers that loggers write for severities. The table is in docs/ingest/fields.md.</summary>
public static class SeverityScales
{
    private const int LastOpenTelemetry = 24;

    // OpenTelemetry's own mapping of syslog's eight severities, worst first.
    private static ReadOnlySpan<byte> Syslog => [21, 19, 18, 17, 13, 10, 9, 5];

    /// <summary>A number under the name <c>severity_number</c>: always OpenTelemetry's scale.</summary>
    public static SeverityNumber OfOpenTelemetry(int number) =>
        number is >= 1 and <= LastOpenTelemetry ? (SeverityNumber)number : SeverityNumber.Unspecified;

    /// <summary>
    /// A number under another name. 0 to 7 is syslog's; 10, 20 and 25 to 99 is that of pino and bunyan, whose steps of ten
    /// leave room for levels of one's own; what lies between can only be OpenTelemetry's.
    /// </summary>
    public static SeverityNumber OfLevel(int number) =>
        number switch
        {
            < 0 => SeverityNumber.Unspecified,
            < 8 => (SeverityNumber)Syslog[number],
            10 => SeverityNumber.Trace,
            20 => SeverityNumber.Debug,
            <= LastOpenTelemetry => (SeverityNumber)number,
            < 30 => SeverityNumber.Debug,
            < 40 => SeverityNumber.Info,
            < 50 => SeverityNumber.Warn,
            < 60 => SeverityNumber.Error,
            < 100 => SeverityNumber.Fatal,
            _ => SeverityNumber.Unspecified,
        };
}
