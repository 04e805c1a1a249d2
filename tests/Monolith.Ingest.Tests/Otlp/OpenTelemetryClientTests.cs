using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace Monolith.Ingest.Tests.Otlp;

/// <summary>The OpenTelemetry SDK for .NET, unmodified, with nothing set but the address.</summary>
public sealed class OpenTelemetryClientTests
{
    [Fact]
    public async Task Every_record_that_the_sdk_exports_is_stored()
    {
        await using var host = await IngestHost.StartAsync();
        using (var loggers = LoggerFactory.Create(logging => logging.AddOpenTelemetry(o => Configure(o, host))))
        {
            var logger = loggers.CreateLogger("Orders");
            for (var i = 0; i < 500; i++)
            {
                logger.LogWarning(new InvalidOperationException("no"), "Order {OrderId} refused: ü", i);
            }
        }

        Assert.Equal(500, host.Stored.Records.Count);
        Assert.Empty(host.Stored.Quarantine);
        var record = host.Stored.Records.Single(r => r["OrderId"] == "499");
        Assert.Equal("Order 499 refused: ü", record.Body);
        Assert.Equal(("shop", 13, "Warning"), (record.Service, record.Severity, record.SeverityText));
        Assert.Equal(("Orders", "no"), (record["otel.scope.name"], record["exception.message"]));
        Assert.Contains(record.Resource, a => a.Key == "telemetry.sdk.name");
    }

    private static void Configure(OpenTelemetryLoggerOptions options, IngestHost host)
    {
        options.IncludeFormattedMessage = true;
        options.SetResourceBuilder(ResourceBuilder.CreateDefault().AddService("shop"));

        // The clock of the host stands still, and so must the SDK's.
        options.AddProcessor(new AtTheTimeOf(IngestHost.Now));
        options.AddOtlpExporter(exporter =>
        {
            exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
            exporter.Endpoint = new Uri(host.Http.BaseAddress!, "/v1/logs");
            exporter.Headers = "X-Test-Tenant=acme";
        });
    }

    private sealed class AtTheTimeOf(DateTimeOffset time) : BaseProcessor<OpenTelemetry.Logs.LogRecord>
    {
        public override void OnEnd(OpenTelemetry.Logs.LogRecord data) => data.Timestamp = time.UtcDateTime;
    }
}
