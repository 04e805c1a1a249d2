using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SpanKind = Monolith.Platform.Signals.SpanKind;
using SpanStatus = Monolith.Platform.Signals.SpanStatus;

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

    [Fact]
    public async Task Every_span_that_the_sdk_exports_is_stored()
    {
        await using var host = await IngestHost.StartAsync();
        using var source = new ActivitySource(nameof(Every_span_that_the_sdk_exports_is_stored), "1.2");
        using (
            Sdk.CreateTracerProviderBuilder()
                .AddSource(source.Name)
                .SetResourceBuilder(ResourceBuilder.CreateDefault().AddService("shop"))
                .AddOtlpExporter(exporter => Configure(exporter, host, "/v1/traces"))
                .Build()
        )
        {
            for (var i = 0; i < 500; i++)
            {
                Trace(source, i);
            }
        }

        Assert.Equal(1000, host.Stored.Spans.Count);
        Assert.Empty(host.Stored.Quarantine);
        Assert.Equal(1000, host.Stored.Spans.Select(s => s.SpanId).Distinct(StringComparer.Ordinal).Count());
        var parent = host.Stored.Spans.Single(s => s.Attributes.Contains(("order.id", "ü499")));
        var child = host.Stored.Spans.Single(s => s.ParentSpanId == parent.SpanId);
        Assert.Equal(("GET /orders", SpanKind.Server, SpanStatus.Unset), (parent.Name, parent.Kind, parent.Status));
        Assert.Equal(
            ("shop", source.Name, "GET", 200),
            (parent.Service, parent.Scope, parent.HttpMethod, parent.HttpStatus)
        );
        Assert.Equal(2_000_000, parent.EndUnixNano - parent.StartUnixNano);
        Assert.Equal((parent.TraceId, SpanKind.Client), (child.TraceId, child.Kind));
        Assert.Equal((SpanStatus.Error, "no"), (child.Status, child.StatusMessage));
        Assert.Contains("exception.message=no", Assert.Single(child.Events), StringComparison.Ordinal);
        Assert.StartsWith(
            "0af7651916cd43dd8448eb211c80319c b7ad6b7169203331",
            Assert.Single(child.Links),
            StringComparison.Ordinal
        );
    }

    private static void Trace(ActivitySource source, int number)
    {
        using var parent = source.StartActivity(
            "GET /orders",
            ActivityKind.Server,
            default(ActivityContext),
            startTime: IngestHost.Now
        )!;
        parent
            .SetTag("order.id", $"ü{number}")
            .SetTag("http.request.method", "GET")
            .SetTag("http.response.status_code", 200);
        var other = ActivityContext.Parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null);
        using (
            var child = source.StartActivity(
                "charge",
                ActivityKind.Client,
                parent.Context,
                links: [new ActivityLink(other)],
                startTime: IngestHost.Now
            )!
        )
        {
            child.SetStatus(ActivityStatusCode.Error, "no");
            child.AddException(new InvalidOperationException("no"), timestamp: IngestHost.Now);
            child.SetEndTime(IngestHost.Now.AddMilliseconds(1).UtcDateTime);
        }

        parent.SetEndTime(IngestHost.Now.AddMilliseconds(2).UtcDateTime);
    }

    private static void Configure(OpenTelemetryLoggerOptions options, IngestHost host)
    {
        options.IncludeFormattedMessage = true;
        options.SetResourceBuilder(ResourceBuilder.CreateDefault().AddService("shop"));

        // The clock of the host stands still, and so must the SDK's.
        options.AddProcessor(new AtTheTimeOf(IngestHost.Now));
        options.AddOtlpExporter(exporter => Configure(exporter, host, "/v1/logs"));
    }

    private static void Configure(OtlpExporterOptions exporter, IngestHost host, string path)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri(host.Http.BaseAddress!, path);
        exporter.Headers = "X-Test-Tenant=acme";
    }

    private sealed class AtTheTimeOf(DateTimeOffset time) : BaseProcessor<OpenTelemetry.Logs.LogRecord>
    {
        public override void OnEnd(OpenTelemetry.Logs.LogRecord data) => data.Timestamp = time.UtcDateTime;
    }
}
