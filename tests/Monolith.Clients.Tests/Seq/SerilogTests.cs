using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Json;
using Serilog.Parsing;

namespace Monolith.Clients.Tests.Seq;

/// <summary>Serilog's events and its formatter. The sink that posts them is the test's own.</summary>
public sealed class SerilogTests(ClientsHost host)
{
    [Fact]
    public async Task Every_event_of_serilogs_json_formatter_is_found_once()
    {
        using var sink = new PostingSink(new JsonFormatter(closingDelimiter: ","));
        LogCorpus(sink, "serilog-json");

        var events = $"{{\"Events\":[{sink.Text.TrimEnd(',')}]}}";
        await PostAsync("/api/events/raw", "application/json", events);

        await AssertIsCorpusAsync("serilog-json");
    }

    [Theory]
    [InlineData("/ingest/clef")]
    [InlineData("/api/v1/logs")]
    public async Task Every_event_in_clef_is_found_once(string path)
    {
        var service = $"serilog{path.Replace('/', '-')}";
        using var sink = new PostingSink(new ClefFormatter());
        LogCorpus(sink, service);

        await PostAsync(path, "application/vnd.serilog.clef", sink.Text);

        await AssertIsCorpusAsync(service);
    }

    [Fact]
    public async Task Messages_are_rendered_as_serilog_renders_them()
    {
        using var sink = new PostingSink(new ClefFormatter());
        await using (var logger = CreateLogger(sink, "serilog-messages"))
        {
            logger.Information("1 Paid {Amount:0.00} in {Elapsed,8:0.0} ms, {{really}}", 12.5, 3.14159);
            logger.Information("2 [{Left,-8}] [{Right,8}]", 17, 42);
            logger.Information("3 {Number} {Name:l} {Missing}", 7, "Zoë");
        }

        await PostAsync("/ingest/clef", "application/vnd.serilog.clef", sink.Text);

        var found = await host.FindAllAsync("serilog-messages", sink.Messages.Count);
        Assert.Equal(sink.Messages, found.Select(r => r.GetProperty("body").GetString()).Order(StringComparer.Ordinal));
    }

    private static void LogCorpus(PostingSink sink, string service)
    {
        using var logger = CreateLogger(sink, service);
        foreach (var (n, level, message) in Corpus.Items)
        {
            logger.ForContext("n", n).Write(LevelOf(level), new InvalidOperationException("no"), "{Text:l}", message);
        }
    }

    private static Logger CreateLogger(PostingSink sink, string service) =>
        new LoggerConfiguration()
            .MinimumLevel.Debug()
            .Enrich.WithProperty("service", service)
            .WriteTo.Sink(sink)
            .CreateLogger();

    private static LogEventLevel LevelOf(string level) =>
        level switch
        {
            "debug" => LogEventLevel.Debug,
            "info" => LogEventLevel.Information,
            "warn" => LogEventLevel.Warning,
            _ => LogEventLevel.Error,
        };

    private async Task PostAsync(string path, string contentType, string text)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        using var response = await host.Process.Http.PostAsync(path, content);
        response.EnsureSuccessStatusCode();
    }

    private async Task AssertIsCorpusAsync(string service)
    {
        var records = await host.FindCorpusAsync(service);
        Assert.All(
            records,
            (r, n) =>
            {
                var attributes = r.GetProperty("attributes");
                Assert.Equal($"{n}", attributes.GetProperty("n").GetString());
                Assert.Equal(
                    "System.InvalidOperationException: no",
                    attributes.GetProperty("exception.stacktrace").GetString()
                );
            }
        );
    }

    /// <summary>Keeps what a formatter writes, as sinks do that post it in one go.</summary>
    private sealed class PostingSink(ITextFormatter formatter) : ILogEventSink, IDisposable
    {
        private readonly StringWriter _text = new(CultureInfo.InvariantCulture);

        public string Text => _text.ToString();

        public void Dispose() => _text.Dispose();

        /// <summary>What Serilog itself makes of the events.</summary>
        public List<string> Messages { get; } = [];

        public void Emit(LogEvent logEvent)
        {
            formatter.Format(logEvent, _text);
            Messages.Add(logEvent.RenderMessage(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Writes CLEF as clef-json.org describes it.</summary>
    private sealed class ClefFormatter : ITextFormatter
    {
        private readonly JsonValueFormatter _values = new(typeTagName: null);

        public void Format(LogEvent logEvent, TextWriter output)
        {
            output.Write($"{{\"@t\":\"{logEvent.Timestamp.UtcDateTime:O}\",\"@l\":\"{logEvent.Level}\",\"@mt\":");
            JsonValueFormatter.WriteQuotedJsonString(logEvent.MessageTemplate.Text, output);
            WriteRenderings(logEvent, output);
            if (logEvent.Exception is not null)
            {
                output.Write(",\"@x\":");
                JsonValueFormatter.WriteQuotedJsonString(logEvent.Exception.ToString(), output);
            }

            foreach (var (name, value) in logEvent.Properties)
            {
                output.Write(',');
                JsonValueFormatter.WriteQuotedJsonString(name.StartsWith('@') ? $"@{name}" : name, output);
                output.Write(':');
                _values.Format(value, output);
            }

            output.Write("}\n");
        }

        private static void WriteRenderings(LogEvent logEvent, TextWriter output)
        {
            var delimiter = ",\"@r\":[";
            foreach (
                var token in logEvent.MessageTemplate.Tokens.OfType<PropertyToken>().Where(t => t.Format is not null)
            )
            {
                var rendering = new StringWriter(CultureInfo.InvariantCulture);
                token.Render(logEvent.Properties, rendering, CultureInfo.InvariantCulture);
                output.Write(delimiter);
                JsonValueFormatter.WriteQuotedJsonString(rendering.ToString(), output);
                delimiter = ",";
            }

            output.Write(delimiter == "," ? "]" : "");
        }
    }
}
