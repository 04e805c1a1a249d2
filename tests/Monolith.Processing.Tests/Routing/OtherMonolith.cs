using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Ingest;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Storage.Contracts;

namespace Monolith.Processing.Tests.Routing;

/// <summary>A record as another installation has stored it.</summary>
internal sealed record Arrived(
    string Body,
    string Service,
    SeverityNumber Severity,
    long TimeUnixNano,
    string TraceId,
    string CorrelationId,
    double DurationMs,
    int HttpStatus,
    IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyDictionary<string, string> Resource
);

/// <summary>Another installation, with its own doors and pipeline; what it stores is kept in memory.</summary>
internal sealed class OtherMonolith : IAsyncDisposable
{
    private readonly ModuleHost _host;
    private readonly TemporaryFolder _folder;

    private OtherMonolith(ModuleHost host, TemporaryFolder folder, Writer writer) =>
        (_host, _folder, Stored) = (host, folder, writer.Records);

    public ConcurrentQueue<Arrived> Stored { get; }

    public string Url => _host.Http.BaseAddress!.ToString();

    public static async Task<OtherMonolith> StartAsync()
    {
        var folder = new TemporaryFolder();
        var writer = new Writer();
        var host = await ModuleHost.StartAsync(
            folder.Path,
            [new IngestModule(), new ProcessingModule()],
            services =>
                services
                    .AddSingleton<ILogWriter>(writer)
                    .AddSingleton<ISpanWriter>(writer)
                    .AddSingleton<ISpoolRoom>(writer),
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Modules:Ingest:Grpc:Address"] = "" }
        );
        return new OtherMonolith(host, folder, writer);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class Writer : ILogWriter, ISpanWriter, ISpoolRoom
    {
        private readonly ConcurrentDictionary<string, bool> _deliveries = new(StringComparer.Ordinal);

        public ConcurrentQueue<Arrived> Records { get; } = new();

        public long FreeBytes => long.MaxValue;

        public ILogBatch Open(TenantId tenant) => new Batch(this);

        ISpanBatch ISpanWriter.Open(TenantId tenant) => throw new NotSupportedException();

        private sealed class Batch(Writer writer) : ILogBatch
        {
            private readonly List<Arrived> _records = [];

            public int Count => _records.Count;

            public void Append(LogRecord record) =>
                _records.Add(
                    new Arrived(
                        Text(record.Body),
                        Text(record.ServiceName),
                        record.Severity,
                        record.TimeUnixNano,
                        Convert.ToHexStringLower(record.TraceId.Span),
                        Text(record.CorrelationId),
                        record.DurationMs,
                        record.HttpStatus,
                        Map(record.Attributes),
                        Map(record.Resource)
                    )
                );

            public void AppendQuarantined(in QuarantinedRecord record) =>
                throw new NotSupportedException(record.Detail);

            public DeliveryClaim Claim(ReadOnlySpan<byte> name) =>
                new(
                    writer._deliveries.TryAdd(Convert.ToHexString(name), true) ? DeliveryState.New : DeliveryState.Known
                );

            public ValueTask CommitAsync(CancellationToken cancellationToken)
            {
                _records.ForEach(writer.Records.Enqueue);
                return ValueTask.CompletedTask;
            }

            public void Dispose() { }

            private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

            private static Dictionary<string, string> Map(AttributeList attributes)
            {
                var map = new Dictionary<string, string>(StringComparer.Ordinal);
                foreach (ref readonly var attribute in attributes.Items)
                {
                    map[Text(attribute.Key)] = Text(attribute.Value);
                }

                return map;
            }
        }
    }
}
