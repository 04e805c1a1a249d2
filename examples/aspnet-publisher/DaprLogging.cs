namespace Monolith.Examples.AspNetPublisher;

/// <summary>Adds the provider to a host's logging.</summary>
internal static class DaprLogging
{
    /// <summary>Sends logs through the sidecar beside the console.</summary>
    public static ILoggingBuilder AddDapr(this ILoggingBuilder logging)
    {
        logging.Services.AddSingleton(TimeProvider.System);
        logging.Services.AddSingleton<ILoggerProvider, DaprLoggerProvider>();

        // The provider's own requests must not make logs of their own.
        return logging.AddFilter<DaprLoggerProvider>("System.Net.Http", LogLevel.Warning);
    }
}
