using System.Collections.Concurrent;
using System.Text;
using Monolith.Platform.Language;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;

namespace Monolith.Explore.Seen;

/// <summary>Records that are on their way in, as a reader sees them: the same as <see cref="HiddenColumns"/> and
/// <see cref="RowRules"/> leave of those that are stored. Thread-safe.</summary>
internal sealed class SeenRecords
{
    private static readonly (string Field, Action<LogRecord> Hide)[] Fields =
    [
        ("body", record => record.Body = default),
        ("severity", record => (record.Severity, record.SeverityText) = (SeverityNumber.Unspecified, default)),
        ("service", record => record.ServiceName = default),
        ("source", record => record.Source = default),
        ("event_name", record => record.EventName = default),
        ("correlation_id", record => record.CorrelationId = default),
        ("request_id", record => record.RequestId = default),
        ("user_id", record => record.UserId = default),
        ("trace_id", record => record.TraceId = default),
        ("span_id", record => record.SpanId = default),
        ("duration_ms", record => record.DurationMs = double.NaN),
        ("http.request.method", record => record.HttpMethod = default),
        ("http.route", record => record.HttpRoute = default),
        ("url.full", record => record.HttpUrl = default),
        ("http.response.status_code", record => record.HttpStatus = 0),
        ("client.address", record => record.ClientAddress = default),
        ("user_agent.original", record => record.UserAgent = default),
    ];

    private readonly Rule[] _rules;
    private readonly HiddenNames? _hidden;
    private readonly Action<LogRecord>[] _hide;
    private readonly ConcurrentBag<LogRecord> _spare = [];

    public SeenRecords(DataScope scope)
    {
        _rules = [.. scope.Rows.Select(rule => new Rule(rule))];
        _hidden = scope.HiddenFields.Count == 0 ? null : new HiddenNames(scope.HiddenFields);
        _hide = [.. Fields.Where(field => _hidden?.HidesField(field.Field) == true).Select(field => field.Hide)];
    }

    /// <summary>Does something with what is seen of a record; nothing when it is not seen at all.</summary>
    /// <param name="record">The record. It is not changed.</param>
    /// <param name="use">What is done. The record that it gets is valid during the call only.</param>
    public ReadOnlyMemory<byte> Use(LogRecord record, Func<LogRecord, ReadOnlyMemory<byte>> use)
    {
        if (_rules.Length > 0 && !Array.Exists(_rules, rule => rule.Shows(record)))
        {
            return default;
        }

        if (_hidden is null)
        {
            return use(record);
        }

        var seen = _spare.TryTake(out var spare) ? spare : new LogRecord();
        Copy(record, seen);
        foreach (var hide in _hide)
        {
            hide(seen);
        }

        var result = use(seen);
        seen.Clear();
        seen.ClearResource();
        _spare.Add(seen);
        return result;
    }

    private void Copy(LogRecord from, LogRecord to)
    {
        to.TimeUnixNano = from.TimeUnixNano;
        to.ObservedTimeUnixNano = from.ObservedTimeUnixNano;
        to.Severity = from.Severity;
        to.SeverityText = from.SeverityText;
        to.ServiceName = from.ServiceName;
        to.Source = from.Source;
        to.EventName = from.EventName;
        to.CorrelationId = from.CorrelationId;
        to.RequestId = from.RequestId;
        to.UserId = from.UserId;
        to.TraceId = from.TraceId;
        to.SpanId = from.SpanId;
        to.DurationMs = from.DurationMs;
        to.HttpMethod = from.HttpMethod;
        to.HttpRoute = from.HttpRoute;
        to.HttpUrl = from.HttpUrl;
        to.HttpStatus = from.HttpStatus;
        to.ClientAddress = from.ClientAddress;
        to.UserAgent = from.UserAgent;
        to.Body = from.Body;
        to.Weight = from.Weight;
        CopySeen(from.Attributes, to.Attributes);
        CopySeen(from.Resource, to.Resource);
    }

    private void CopySeen(AttributeList from, AttributeList to)
    {
        foreach (ref readonly var attribute in from.Items)
        {
            if (!_hidden!.HidesAttribute(Encoding.UTF8.GetString(attribute.Key.Span)))
            {
                to.Add(attribute.Key, attribute.Value);
            }
        }
    }

    private sealed class Rule(RowRule rule)
    {
        private readonly LogMatcher _matcher = new(RowRules.Condition(rule), DateTimeOffset.UnixEpoch);
        private readonly byte[][] _streams = [.. RowRules.StreamsOf(rule).Select(Encoding.UTF8.GetBytes)];

        public bool Shows(LogRecord record) => IsInStream(record) && _matcher.Matches(record);

        private bool IsInStream(LogRecord record)
        {
            foreach (var stream in _streams)
            {
                if (record.Stream.Span.SequenceEqual(stream))
                {
                    return true;
                }
            }

            return _streams.Length == 0;
        }
    }
}
