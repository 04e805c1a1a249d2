using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Monolith.Ingest.Tests.Grpc.Messages;
using Monolith.Ingest.Tests.Otlp;
using Monolith.Platform.Grpc;

namespace Monolith.Ingest.Tests.Grpc;

/// <summary>What the gRPC port lets in, and what it does not.</summary>
public sealed class GrpcGateTests
{
    [Theory]
    [InlineData("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export")]
    [InlineData("/opentelemetry.proto.collector.logs.v1.LogsService/Delete")]
    [InlineData("/opentelemetry.proto.collector.logs.v1.LogsService/export")]
    [InlineData("/grpc.health.v1.Health/Watch")]
    [InlineData("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo")]
    [InlineData("/")]
    public async Task A_method_that_there_is_not_is_unimplemented(string method)
    {
        await using var host = await IngestHost.StartAsync();
        using var grpc = new GrpcCaller(host);

        var answer = await grpc.CallAsync(method, GrpcCaller.Frame([]));

        Assert.Equal((GrpcStatus.Unimplemented, true), (answer.Status, answer.IsTrailersOnly));
        Assert.Equal((HttpStatusCode.OK, "application/grpc"), (answer.Http, answer.ContentType));
    }

    [Theory]
    [InlineData("/api/v1/logs")]
    [InlineData("/v1/logs")]
    [InlineData("/api/v1/logs/../../v1/logs")]
    public async Task Nothing_else_that_the_host_answers_is_reached_by_the_gRPC_port(string path)
    {
        await using var host = await IngestHost.StartAsync();
        using var grpc = new GrpcCaller(host);

        var asGrpc = await grpc.CallAsync(path, "{\"message\":\"x\"}"u8.ToArray());
        var asJson = await grpc.CallAsync(path, new StringContent("{}", Encoding.UTF8, "application/json"));

        Assert.Equal(GrpcStatus.Unimplemented, asGrpc.Status);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, asJson.Http);
        Assert.Contains("application/grpc", Encoding.UTF8.GetString(asJson.Bytes), StringComparison.Ordinal);
        Assert.Empty(host.Stored.Records);
    }

    [Theory]
    [InlineData("application/grpc", true)]
    [InlineData("application/grpc+proto", true)]
    [InlineData("Application/gRPC; charset=utf-8", true)]
    [InlineData("application/grpc-web", false)]
    [InlineData("application/grpc+json", false)]
    [InlineData("application/grpcx", false)]
    [InlineData("application/x-protobuf", false)]
    public async Task A_content_type_that_is_not_gRPC_is_a_415(string type, bool isGrpc)
    {
        await using var host = await IngestHost.StartAsync();
        using var grpc = new GrpcCaller(host);
        using var content = new ByteArrayContent(GrpcCaller.Frame(Some.ExportRequest(Some.LogRecord()).ToByteArray()));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

        var answer = await grpc.CallAsync(GrpcCaller.ExportLogs, content);

        Assert.Equal(isGrpc ? HttpStatusCode.OK : HttpStatusCode.UnsupportedMediaType, answer.Http);
        Assert.Equal(isGrpc ? 1 : 0, host.Stored.Records.Count);
    }

    [Fact]
    public async Task The_methods_of_gRPC_are_not_reached_by_the_port_of_HTTP()
    {
        await using var host = await IngestHost.StartAsync();
        using var content = new ByteArrayContent(GrpcCaller.Frame(Some.ExportRequest(Some.LogRecord()).ToByteArray()));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");

        var response = await host.Http.PostAsync(GrpcCaller.ExportLogs, content);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(host.Stored.Records);
    }

    [Fact]
    public async Task Who_speaks_HTTP_1_to_the_gRPC_port_is_told_so()
    {
        await using var host = await IngestHost.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(host.Listener("OTLP/gRPC"));
        var stream = client.GetStream();
        await stream.WriteAsync("POST /v1/logs HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray());

        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("HTTP/2", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_needs_no_key_and_knows_its_services()
    {
        await using var host = await IngestHost.StartAsync();
        using var grpc = new GrpcCaller(host, tenant: null);

        var all = await CheckAsync(grpc, "");
        var logs = await CheckAsync(grpc, "opentelemetry.proto.collector.logs.v1.LogsService");
        var other = await CheckAsync(grpc, "opentelemetry.proto.collector.logs.v1.Logs");

        Assert.Equal((GrpcStatus.Ok, GrpcStatus.Ok), (all.Status, logs.Status));
        Assert.Equal(1, HealthResponse.Parser.ParseFrom(all.Message).Status);
        Assert.Equal(1, HealthResponse.Parser.ParseFrom(logs.Message).Status);
        Assert.Equal(GrpcStatus.NotFound, other.Status);
    }

    [Fact]
    public async Task Health_reads_no_large_message()
    {
        await using var host = await IngestHost.StartAsync();
        using var grpc = new GrpcCaller(host, tenant: null);

        var answer = await CheckAsync(grpc, new string('x', 2000));

        Assert.Equal(GrpcStatus.InvalidArgument, answer.Status);
    }

    [Fact]
    public async Task Without_an_address_there_is_no_port()
    {
        await using var host = await IngestHost.StartAsync("Modules:Ingest:Grpc:Address=");

        Assert.Throws<InvalidOperationException>(() => host.Listener("OTLP/gRPC"));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.PostAsync(GrpcCaller.ExportLogs, null)).StatusCode);
    }

    private static Task<GrpcAnswer> CheckAsync(GrpcCaller grpc, string service) =>
        grpc.CallAsync(GrpcCaller.CheckHealth, GrpcCaller.Frame(new HealthRequest { Service = service }.ToByteArray()));
}
