using Microsoft.Extensions.Logging;

namespace Monolith.Platform.Telemetry;

/// <summary>Hands the host's log records to the OpenTelemetry SDK, which lives outside the host's container.</summary>
internal sealed class SelfLoggerProvider(ILoggerFactory sdk) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => sdk.CreateLogger(categoryName);

    public void Dispose()
    {
        // The SDK is disposed by its owner, after the last record.
    }
}
