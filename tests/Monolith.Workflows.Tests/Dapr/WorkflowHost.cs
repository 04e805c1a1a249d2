using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Monolith.Platform.Dapr;
using Monolith.Platform.Workflows;
using Monolith.Platform.Workflows.Dapr;

namespace Monolith.Workflows.Tests.Dapr;

/// <summary>One program with workflows, beside a sidecar: the worker, the client, and what they log.</summary>
internal sealed class WorkflowHost : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _isStopped;

    private WorkflowHost(IHost host, RecordedLogs logs) => (_host, Logs) = (host, logs);

    public IWorkflowClient Client => _host.Services.GetRequiredService<IWorkflowClient>();

    public RecordedLogs Logs { get; }

    public static async Task<WorkflowHost> StartAsync(
        IReadOnlyDictionary<string, string?> settings,
        Action<WorkflowRegistration> register,
        TimeProvider? clock = null
    )
    {
        var logs = new RecordedLogs();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Monolith:Workflows:Dapr:ReconnectDelay"] = "00:00:00.01",
                ["Monolith:Workflows:Dapr:MaxReconnectDelay"] = "00:00:00.1",
                ["Monolith:Workflows:DrainTimeout"] = "00:00:01",
            }
        );
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(logs));
        builder.Services.AddMetrics();
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddWorkflows(register);
        builder.Services.AddDapr(builder.Configuration);
        builder.Services.AddDaprWorkflows();
        var host = new WorkflowHost(builder.Build(), logs);
        await host._host.StartAsync();
        return host;
    }

    /// <summary>Stops as on SIGTERM.</summary>
    public async Task StopAsync()
    {
        _isStopped = true;
        await _host.StopAsync();
    }

    /// <summary>Ends without a warning: from one moment to the next nothing more reaches the sidecar.</summary>
    public async Task KillAsync()
    {
        _host.Services.GetRequiredService<TaskHubClient>().Dispose();
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isStopped)
        {
            await StopAsync();
        }

        _host.Dispose();
    }
}

/// <summary>What the product has logged.</summary>
internal sealed class RecordedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    public IReadOnlyList<(LogLevel Level, string Text)> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith("Monolith", StringComparison.Ordinal) ? new Recorder(_lines) : NullLogger.Instance;

    public void Dispose() { }

    private sealed class Recorder(ConcurrentQueue<(LogLevel Level, string Text)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => lines.Enqueue((logLevel, $"{formatter(state, exception)} {exception}"));
    }
}
