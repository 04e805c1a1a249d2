using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace Monolith.Clients.Tests.Otlp;

/// <summary>The OpenTelemetry SDK for .NET, unmodified, with both of its protocols.</summary>
public sealed class DotNetLogsTests(ClientsHost host)
{
    [Theory]
    [InlineData(OtlpExportProtocol.Grpc)]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    public async Task Every_record_that_the_sdk_exports_is_found_once(OtlpExportProtocol protocol)
    {
        var service = $"dotnet-otlp-{protocol}";

        Send(service, protocol);

        var records = await host.FindCorpusAsync(service);
        foreach (var (item, record) in Corpus.Items.Zip(records))
        {
            var attributes = record.GetProperty("attributes");
            Assert.Equal($"{item.N}", attributes.GetProperty("N").GetString());
            Assert.Equal("Orders", attributes.GetProperty("otel.scope.name").GetString());
            Assert.Equal("no", attributes.GetProperty("exception.message").GetString());
        }
    }

    private void Send(string service, OtlpExportProtocol protocol)
    {
        using var loggers = LoggerFactory.Create(logging =>
            logging
                .SetMinimumLevel(LogLevel.Trace)
                .AddOpenTelemetry(options =>
                {
                    options.IncludeFormattedMessage = true;
                    options.SetResourceBuilder(ResourceBuilder.CreateDefault().AddService(service));
                    options.AddOtlpExporter(
                        (exporter, processor) =>
                        {
                            exporter.Protocol = protocol;
                            exporter.Endpoint =
                                protocol == OtlpExportProtocol.Grpc
                                    ? new Uri($"http://{host.Process.Listener("OTLP/gRPC")}")
                                    : new Uri(host.Url, "/v1/logs");
                            processor.BatchExportProcessorOptions.MaxQueueSize = Corpus.Count;
                        }
                    );
                })
        );
        var logger = loggers.CreateLogger("Orders");
        var failure = new InvalidOperationException("no");
        foreach (var item in Corpus.Items)
        {
            // Every message of the corpus begins with its number.
            var rest = item.Message[$"{item.N} ".Length..];
            logger.Log(LevelOf(item.Level), failure, "{N} {Rest}", item.N, rest);
        }
    }

    private static LogLevel LevelOf(string level) =>
        level switch
        {
            "debug" => LogLevel.Debug,
            "info" => LogLevel.Information,
            "warn" => LogLevel.Warning,
            _ => LogLevel.Error,
        };
}
