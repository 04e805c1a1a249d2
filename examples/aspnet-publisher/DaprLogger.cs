using System.Diagnostics;
using System.Threading.Channels;

namespace Monolith.Examples.AspNetPublisher;

/// <summary>Turns log calls into records and puts them into the queue. Never waits: a full queue drops the record.</summary>
internal sealed class DaprLogger(string category, string service, ChannelWriter<LogRecord> queue, TimeProvider clock)
    : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        var record = new LogRecord(
            clock.GetUtcNow(),
            logLevel.ToString(),
            service,
            formatter(state, exception),
            Activity.Current?.TraceId.ToString(),
            Activity.Current?.SpanId.ToString(),
            category,
            exception?.ToString()
        );
        foreach (var (name, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
        {
            // Numbers above 2^53 lose digits on their way through a sidecar. Text does not.
            var field = name is "{OriginalFormat}" ? "message_template.text" : name;
            record.Fields[field] = value is int or double or bool ? value : $"{value}";
        }

        queue.TryWrite(record);
    }
}
