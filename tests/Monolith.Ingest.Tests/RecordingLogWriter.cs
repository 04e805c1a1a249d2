using System.Text;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Storage.Contracts;

namespace Monolith.Ingest.Tests;

/// <summary>Storage that keeps what it is given in memory, as text, so that tests can look at it.</summary>
internal sealed class RecordingLogWriter : ILogWriter, ISpanWriter, ISpoolRoom
{
    private readonly Lock _lock = new();

    /// <summary>What was committed.</summary>
    public List<StoredRecord> Records { get; } = [];

    /// <summary>What spans were committed.</summary>
    public List<StoredSpan> Spans { get; } = [];

    /// <summary>What was committed to quarantine.</summary>
    public List<StoredRejection> Quarantine { get; } = [];

    /// <summary>Whether commits find no room.</summary>
    public bool IsFull { get; set; }

    /// <summary>How much the spool takes.</summary>
    public long FreeBytes { get; set; } = long.MaxValue;

    /// <summary>When set, commits wait for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>How often a delivery was claimed.</summary>
    public int Claims { get; private set; }

    /// <summary>Deliveries that are durable (null), or whose batch may yet become so.</summary>
    private Dictionary<string, TaskCompletionSource<bool>?> Deliveries { get; } = new(StringComparer.Ordinal);

    /// <summary>Forgets what was committed, and which deliveries were.</summary>
    public void Clear()
    {
        Deliveries.Clear();
        Records.Clear();
        Spans.Clear();
        Quarantine.Clear();
    }

    public ILogBatch Open(TenantId tenant) => new Batch(this, tenant);

    ISpanBatch ISpanWriter.Open(TenantId tenant) => new Batch(this, tenant);

    private sealed class Batch(RecordingLogWriter writer, TenantId tenant) : ILogBatch, ISpanBatch
    {
        private readonly List<StoredRecord> _records = [];
        private readonly List<StoredSpan> _spans = [];
        private readonly List<StoredRejection> _quarantine = [];
        private readonly List<string> _claimed = [];
        private readonly TaskCompletionSource<bool> _outcome = new();

        public int Count => _records.Count + _spans.Count;

        public void Append(LogRecord record) => _records.Add(StoredRecord.CopyOf(record, tenant));

        public void Append(SpanRecord span) => _spans.Add(StoredSpan.CopyOf(span, tenant));

        public void AppendQuarantined(in QuarantinedRecord record) =>
            _quarantine.Add(
                new StoredRejection(
                    tenant.Value,
                    record.Reason,
                    record.Detail,
                    record.Position,
                    record.Raw.ToArray(),
                    record.RawBytes
                )
            );

        public DeliveryClaim Claim(ReadOnlySpan<byte> name)
        {
            var id = Convert.ToHexString(name);
            lock (writer._lock)
            {
                writer.Claims++;
                if (!writer.Deliveries.TryGetValue(id, out var holder))
                {
                    writer.Deliveries[id] = _outcome;
                    _claimed.Add(id);
                    return new DeliveryClaim(DeliveryState.New);
                }

                return holder is null ? new DeliveryClaim(DeliveryState.Known)
                    : holder == _outcome ? new DeliveryClaim(DeliveryState.InBatch)
                    : new DeliveryClaim(DeliveryState.UnderWay, holder.Task);
            }
        }

        public async ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            await writer.Gate;
            if (writer.IsFull)
            {
                Settle(isDurable: false);
                throw new OverloadedException("The spool is full.", TimeSpan.FromSeconds(7));
            }

            lock (writer._lock)
            {
                writer.Records.AddRange(_records);
                writer.Spans.AddRange(_spans);
                writer.Quarantine.AddRange(_quarantine);
            }

            Settle(isDurable: true);
        }

        public void Dispose() => Settle(isDurable: false);

        private void Settle(bool isDurable)
        {
            lock (writer._lock)
            {
                foreach (var id in _claimed)
                {
                    writer.Deliveries.Remove(id);
                    if (isDurable)
                    {
                        writer.Deliveries[id] = null;
                    }
                }

                _claimed.Clear();
            }

            _outcome.TrySetResult(isDurable);
        }
    }

    internal static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}

/// <summary>A record as storage got it.</summary>
internal sealed record StoredRecord(
    string Tenant,
    DateTimeOffset Time,
    long TimeUnixNano,
    long ObservedTimeUnixNano,
    int Severity,
    string SeverityText,
    string Service,
    string Source,
    string EventName,
    string CorrelationId,
    string RequestId,
    string UserId,
    string TraceId,
    string SpanId,
    double DurationMs,
    string HttpMethod,
    string HttpRoute,
    string HttpUrl,
    int HttpStatus,
    string ClientAddress,
    string UserAgent,
    string Body,
    IReadOnlyList<(string Key, string Value)> Attributes,
    IReadOnlyList<(string Key, string Value)> Resource
)
{
    /// <summary>The value of the only attribute of that name.</summary>
    public string this[string attribute] => Attributes.Single(a => a.Key == attribute).Value;

    public static StoredRecord CopyOf(LogRecord record, TenantId tenant) =>
        new(
            tenant.Value,
            DateTimeOffset.UnixEpoch.AddTicks(record.TimeUnixNano / TimeSpan.NanosecondsPerTick),
            record.TimeUnixNano,
            record.ObservedTimeUnixNano,
            (int)record.Severity,
            Text(record.SeverityText),
            Text(record.ServiceName),
            Text(record.Source),
            Text(record.EventName),
            Text(record.CorrelationId),
            Text(record.RequestId),
            Text(record.UserId),
            Convert.ToHexStringLower(record.TraceId.Span),
            Convert.ToHexStringLower(record.SpanId.Span),
            record.DurationMs,
            Text(record.HttpMethod),
            Text(record.HttpRoute),
            Text(record.HttpUrl),
            record.HttpStatus,
            Text(record.ClientAddress),
            Text(record.UserAgent),
            Text(record.Body),
            Pairs(record.Attributes),
            Pairs(record.Resource)
        );

    private static List<(string Key, string Value)> Pairs(AttributeList attributes)
    {
        // What the pipeline knows of a name it may know by the number: in no protocol may that be another name's.
        Assert.All(
            attributes.Items.ToArray(),
            a => Assert.True(a.Number == 0 || a.Number == AttributeName.NumberOf(a.Key.Span), Text(a.Key))
        );
        return [.. attributes.Items.ToArray().Select(a => (Text(a.Key), Text(a.Value)))];
    }

    private static string Text(ReadOnlyMemory<byte> utf8) => RecordingLogWriter.Text(utf8);
}

/// <summary>A quarantined record as storage got it.</summary>
internal sealed record StoredRejection(
    string Tenant,
    string Reason,
    string Detail,
    long Position,
    byte[] Bytes,
    long RawBytes
)
{
    /// <summary>What was kept of it, as text.</summary>
    public string Raw => RecordingLogWriter.Text(Bytes);
}
