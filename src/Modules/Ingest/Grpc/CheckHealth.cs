using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Monolith.Ingest.Otlp;
using Monolith.Platform.Grpc;
using Monolith.Platform.Reference;

namespace Monolith.Ingest.Grpc;

/// <summary>Says whether the host may be sent work, as probes and balancers ask: <c>grpc.health.v1.Health/Check</c>. Needs no
/// key, as <c>/healthz/ready</c> needs none.</summary>
internal static class CheckHealth
{
    private const int MaxCallBytes = 1024;
    private const ulong Serving = 1;
    private const ulong NotServing = 2;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(GrpcMethods.CheckHealth, HandleAsync)
            .Describe(
                "Says by gRPC that the server is well.",
                api =>
                    api.TakesAny("A HealthCheckRequest.", "application/grpc")
                        .GivesAny(StatusCodes.Status200OK, "A HealthCheckResponse.", "application/grpc")
            )
            .AllowAnonymous()
            .WithMetadata(new GrpcProblemForm());

    private static async Task HandleAsync(
        HttpContext context,
        HealthCheckService health,
        CancellationToken cancellationToken
    )
    {
        // Who needs no key is not read from at length.
        var call = new byte[MaxCallBytes];
        var read = await context.Request.Body.ReadAtLeastAsync(
            call,
            call.Length,
            throwOnEndOfStream: false,
            cancellationToken
        );
        var request = GrpcFrame.Read(call.AsMemory(0, read), encoding: "");
        var service = ServiceIn(request.Message.Span);
        if (service.Length > 0 && !GrpcMethods.All.Any(m => m.StartsWith($"/{service}/", StringComparison.Ordinal)))
        {
            GrpcReply.Fail(context.Response, GrpcStatus.NotFound, "There is no such service here.");
            return;
        }

        var report = await health.CheckHealthAsync(cancellationToken);
        var answer = new ArrayBufferWriter<byte>();
        answer.WriteNumber(1, report.Status == HealthStatus.Unhealthy ? NotServing : Serving);
        await GrpcReply.SendAsync(context.Response, answer.WrittenMemory, cancellationToken);
    }

    private static string ServiceIn(ReadOnlySpan<byte> request)
    {
        var service = "";
        var fields = new ProtobufReader(request, new Slice(0, request.Length));
        while (fields.TryNext())
        {
            if (fields is { Number: 1, Wire: WireType.Bytes })
            {
                service = Encoding.UTF8.GetString(fields.Bytes.Of(request));
            }
        }

        return service;
    }
}
