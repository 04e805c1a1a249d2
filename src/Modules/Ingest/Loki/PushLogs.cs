using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Monolith.Ingest.Bodies;
using Monolith.Ingest.Intake;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Loki;

/// <summary>Takes lines as Loki's push API has them: protobuf in snappy's block format, or JSON.</summary>
internal static class PushLogs
{
    private const string Source = "loki";
    private const string TenantHeader = "X-Scope-OrgID";
    private const int ListedReasons = 5;

    public static void Map(IEndpointRouteBuilder routes)
    {
        // The second path is the first that Loki had. Old configurations still name it.
        foreach (var path in (string[])["/loki/api/v1/push", "/api/prom/push"])
        {
            routes
                .MapPost(path, HandleAsync)
                .Describe(
                    "Takes lines as Loki does.",
                    api =>
                        api.TakesAny("A push request.", "application/x-protobuf, application/json")
                            .Gives(StatusCodes.Status204NoContent, "They are durable.")
                )
                .RequireAuthorization(Permissions.WriteLogs)
                .WithMetadata(new LokiProblemForm());
        }
    }

    private static async Task HandleAsync(
        HttpContext context,
        LogIntake intake,
        MemoryGate gate,
        IOptions<IngestOptions> options,
        DecodeLimits limits,
        CancellationToken cancellationToken
    )
    {
        var isJson = IsJson(context.Request.ContentType);
        var sender = Sender.Of(context, context.Request.Headers[TenantHeader]);
        LeaveSnappyToUs(context.Request.Headers);
        using var body = await intake.ReadAsync(context, sender, Source, cancellationToken);
        using var protobuf = isJson
            ? null
            : await DecompressAsync(body, gate, options.Value.MaxDecompressedBytes, cancellationToken);
        var outcome = await intake.TakeAsync(
            sender,
            Source,
            (protobuf ?? body).Bytes,
            (request, batch) => Decode(request, isJson, new LokiStream(limits, batch)),
            cancellationToken
        );
        await AnswerAsync(context.Response, outcome, cancellationToken);
    }

    // Forms, plain text and bodies without a type are left out on purpose: any web page may make a browser post those.
    private static bool IsJson(string? contentType)
    {
        if (MediaTypeHeaderValue.TryParse(contentType, out var type))
        {
            switch (type.MediaType.Value)
            {
                case "application/json":
                    return true;
                case "application/x-protobuf" or "application/protobuf":
                    return false;
            }
        }

        throw new UnsupportedMediaException(
            "Use one of these content types: application/x-protobuf (compressed with snappy), application/json."
        );
    }

    // Vector and others name the compression that is part of the protobuf form; most clients do not.
    private static void LeaveSnappyToUs(IHeaderDictionary headers)
    {
        if (headers.ContentEncoding is ["snappy"])
        {
            headers.Remove(HeaderNames.ContentEncoding);
        }
    }

    private static async ValueTask<PooledBody> DecompressAsync(
        PooledBody block,
        MemoryGate gate,
        int maxBytes,
        CancellationToken cancellationToken
    )
    {
        if (!SnappyBlock.TryReadLength(block.Bytes.Span, out var length))
        {
            throw NotSnappy();
        }

        if (length > maxBytes)
        {
            throw new TooLargeException(
                $"A body may have {maxBytes} bytes after decompression. Nothing of this one was kept; send smaller batches."
            );
        }

        var text = new PooledBody(gate, length);
        try
        {
            var room = await text.GetRoomAsync(length, cancellationToken);
            if (!SnappyBlock.TryDecompress(block.Bytes.Span, room.Span[..length]))
            {
                throw NotSnappy();
            }

            text.Advance(length);
            return text;
        }
        catch
        {
            text.Dispose();
            throw;
        }
    }

    private static InvalidRequestException NotSnappy() =>
        new("body", "The body is not compressed in snappy's block format, as Loki's protobuf form is.");

    private static void Decode(ReadOnlyMemory<byte> request, bool isJson, LokiStream stream)
    {
        if (isJson)
        {
            new LokiJsonDecoder(request, stream).Decode();
        }
        else
        {
            new LokiProtobufDecoder(request, stream).Decode();
        }
    }

    // As Loki does it: 400 means "do not send this again", also where most of it was taken.
    private static Task AnswerAsync(HttpResponse response, BatchOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Rejected == 0)
        {
            response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        var received = outcome.Accepted + outcome.Rejected + outcome.Dropped;
        var reasons = outcome
            .Rejections.Take(ListedReasons)
            .Select(r => $"Line {r.Position}: {r.Reason.Code()}. {r.Detail}");
        response.StatusCode = StatusCodes.Status400BadRequest;
        return LokiProblemForm.WriteAsync(
            response,
            $"{outcome.Rejected} of {received} lines were refused; all others were taken. {string.Join(" ", reasons)}",
            cancellationToken
        );
    }
}
