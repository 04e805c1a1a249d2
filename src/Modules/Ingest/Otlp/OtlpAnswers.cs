using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Otlp;

/// <summary>Writes OTLP's answers in the encoding of the request: ExportLogsServiceResponse or
/// ExportTraceServiceResponse, which protobuf writes alike, and google.rpc.Status.</summary>
internal sealed class OtlpAnswers(HttpResponse response, bool isJson)
{
    /// <summary>The batch is durable, but for the records that were rejected.</summary>
    /// <param name="outcome">What became of it.</param>
    /// <param name="rejectedName">What OTLP/JSON calls the number of those that were rejected.</param>
    /// <param name="cancellationToken">The request's end.</param>
    public Task WriteOutcomeAsync(BatchOutcome outcome, string rejectedName, CancellationToken cancellationToken)
    {
        var answer = new ArrayBufferWriter<byte>();
        if (isJson)
        {
            using var json = new Utf8JsonWriter(answer);
            json.WriteStartObject();
            if (outcome.Rejected > 0)
            {
                json.WriteStartObject("partialSuccess");
                json.WriteString(rejectedName, outcome.Rejected.ToString(CultureInfo.InvariantCulture));
                json.WriteString("errorMessage", OtlpMessages.Summary(outcome));
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }
        else
        {
            answer.WriteExportResponse(outcome);
        }

        return WriteAsync(StatusCodes.Status200OK, answer, cancellationToken);
    }

    /// <summary>Nothing of the request was kept.</summary>
    public Task WriteProblemAsync(int status, string message, CancellationToken cancellationToken)
    {
        var code = OtlpMessages.CodeOf(status);
        var answer = new ArrayBufferWriter<byte>();
        if (isJson)
        {
            using var json = new Utf8JsonWriter(answer);
            json.WriteStartObject();
            json.WriteNumber("code", (int)code);
            json.WriteString("message", message);
            json.WriteEndObject();
        }
        else
        {
            answer.WriteStatus(code, message);
        }

        return WriteAsync(status, answer, cancellationToken);
    }

    private async Task WriteAsync(int status, ArrayBufferWriter<byte> answer, CancellationToken cancellationToken)
    {
        response.StatusCode = status;
        response.ContentType = isJson ? "application/json" : "application/x-protobuf";
        response.ContentLength = answer.WrittenCount;
        await response.Body.WriteAsync(answer.WrittenMemory, cancellationToken);
    }
}
