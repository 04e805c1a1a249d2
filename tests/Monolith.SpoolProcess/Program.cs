using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monolith.Platform;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.ClickHouse.Migrations;
using Monolith.Platform.Engine;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Storage;
using Monolith.Storage.Contracts;

// A process to be killed: it runs the storage module alone, and several writers commit batches as quickly as they can: some
// of log records, one of spans.
// Each batch that was acknowledged is a line on the standard output: "{batch} {rows}". With the verb "drain" it writes
// nothing new, and ends when everything in the spool is in ClickHouse. With the verb "deliver" it brings numbered
// deliveries of one record each, fifty in a batch, from the number on that is the name of the run; each acknowledged batch
// is a line: "deliver {number after its last}".
//
// Arguments: write|deliver|drain, data folder, engine's socket, database, name of this run.
var (verb, dataPath, socket, database, run) = (args[0], args[1], args[2], args[3], args[4]);

var builder = Host.CreateApplicationBuilder();
builder.Configuration.AddInMemoryCollection(
    new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["Modules:Storage:ShipAge"] = "00:00:00.030",
        ["Modules:Storage:ShipRows"] = string.Equals(verb, "drain", StringComparison.Ordinal) ? "50000" : "1000",
        ["Modules:Storage:SpoolSegmentBytes"] = "65536",
        ["Modules:Storage:ShipRetryMax"] = "00:00:01",
    }
);
builder.Logging.ClearProviders();
builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.Services.AddSingleton(new DataFolder(dataPath));
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddOptions<ClickHouseOptions>();
builder.Services.AddSingleton<MigrationRunner>();
builder.Services.AddSingleton(
    new ClickHouseClient(ClickHouseTransport.To(new EngineEndpoint(socket)), database, TimeProvider.System)
);
new StorageModule().AddServices(builder.Services, builder.Configuration);

using var host = builder.Build();
await host.StartAsync();
if (string.Equals(verb, "drain", StringComparison.Ordinal))
{
    var status = host.Services.GetRequiredService<ISpoolStatus>();
    while (status.Current.WaitingFrames > 0)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(20));
    }

    await host.StopAsync();
    return 0;
}

var logs = host.Services.GetRequiredService<ILogWriter>();
var spans = host.Services.GetRequiredService<ISpanWriter>();
var acknowledged = Console.OpenStandardOutput();
var gate = new Lock();
if (string.Equals(verb, "deliver", StringComparison.Ordinal))
{
    await DeliverForEverAsync(int.Parse(run, CultureInfo.InvariantCulture));
}

await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() => WriteForEverAsync(writer))));
return 1;

async Task WriteForEverAsync(int writer)
{
    var random = new Random(string.GetHashCode(run, StringComparison.Ordinal) ^ writer);
    Func<string, int, ISignalBatch> fill = writer == 3 ? FillSpans : FillLogs;
    for (var number = 0; ; number++)
    {
        var name = $"{run}-{writer}-{number}";
        var rows = random.Next(10) == 0 ? random.Next(100, 1000) : random.Next(1, 20);
        try
        {
            using var batch = fill(name, rows);
            await batch.CommitAsync(CancellationToken.None);
            Acknowledge($"{name} {rows.ToString(CultureInfo.InvariantCulture)}\n");
        }
        catch (OverloadedException)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }
    }
}

ISignalBatch FillLogs(string name, int rows)
{
    var record = new LogRecord();
    var batch = logs.Open(TenantId.Default);
    for (var row = 0; row < rows; row++)
    {
        Fill(record, name, row, daysAgo: row % 3);
        batch.Append(record);
    }

    return batch;
}

ISignalBatch FillSpans(string name, int rows)
{
    var span = new SpanRecord();
    var batch = spans.Open(TenantId.Default);
    for (var row = 0; row < rows; row++)
    {
        span.Clear();
        span.StartUnixNano = TimeProvider.System.GetUtcNow().AddDays(-(row % 3)).ToUnixTimeMilliseconds() * 1_000_000;
        span.EndUnixNano = span.StartUnixNano + 1_000_000;
        span.TraceId = BitConverter.GetBytes((UInt128)1);
        span.SpanId = BitConverter.GetBytes((long)row + 1);
        span.Name = Encoding.UTF8.GetBytes($"{name}/{row}");
        span.CorrelationId = Encoding.UTF8.GetBytes(name);
        span.Events.Add(new SpanEvent(span.StartUnixNano, span.Name));
        batch.Append(span);
    }

    return batch;
}

async Task DeliverForEverAsync(int number)
{
    const int InBatch = 50;
    var record = new LogRecord();
    for (; ; number += InBatch)
    {
        using var batch = logs.Open(TenantId.Default);
        for (var row = number; row < number + InBatch; row++)
        {
            if (batch.Claim(BitConverter.GetBytes(row)).State == DeliveryState.New)
            {
                Fill(record, "delivered", row, daysAgo: 0);
                batch.Append(record);
            }
        }

        await batch.CommitAsync(CancellationToken.None);
        Acknowledge(string.Create(CultureInfo.InvariantCulture, $"deliver {number + InBatch}\n"));
    }
}

void Acknowledge(string line)
{
    lock (gate)
    {
        acknowledged.Write(Encoding.UTF8.GetBytes(line));
        acknowledged.Flush();
    }
}

static void Fill(LogRecord record, string batch, int row, int daysAgo)
{
    record.Clear();
    var time = TimeProvider.System.GetUtcNow().AddDays(-daysAgo);
    record.TimeUnixNano = time.ToUnixTimeMilliseconds() * 1_000_000;
    record.ObservedTimeUnixNano = record.TimeUnixNano;
    record.Severity = SeverityNumber.Info;
    record.ServiceName = "killed"u8.ToArray();
    record.CorrelationId = Encoding.UTF8.GetBytes(batch);
    record.Body = Encoding.UTF8.GetBytes($"{batch}/{row}");
}
