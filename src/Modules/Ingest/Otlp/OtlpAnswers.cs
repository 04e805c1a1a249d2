using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Otlp;

/// <summary>Writes OTLP's answers in the encoding of the request: ExportLogsServiceResponse, and google.rpc.Status.</summary>
internal sealed class OtlpAnswers(HttpResponse response, bool isJson)
{
    private const int ListedReasons = 5;

    // The codes of gRPC that OTLP's clients know.
    private const int InvalidArgument = 3;
    private const int Unavailable = 14;

    /// <summary>The batch is durable, but for the records that were rejected.</summary>
    public Task WriteOutcomeAsync(BatchOutcome outcome, CancellationToken cancellationToken)
    {
        var answer = new ArrayBufferWriter<byte>();
        var message = outcome.Rejected == 0 ? "" : Summary(outcome);
        if (isJson)
        {
            using var json = new Utf8JsonWriter(answer);
            json.WriteStartObject();
            if (outcome.Rejected > 0)
            {
                json.WriteStartObject("partialSuccess");
                json.WriteString("rejectedLogRecords", outcome.Rejected.ToString(CultureInfo.InvariantCulture));
                json.WriteString("errorMessage", message);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }
        else if (outcome.Rejected > 0)
        {
            var partial = new ArrayBufferWriter<byte>();
            WriteVarintField(partial, 1, (ulong)outcome.Rejected);
            WriteBytesField(partial, 2, Encoding.UTF8.GetBytes(message));
            WriteBytesField(answer, 1, partial.WrittenSpan);
        }

        return WriteAsync(StatusCodes.Status200OK, answer, cancellationToken);
    }

    /// <summary>Nothing of the request was kept.</summary>
    public Task WriteProblemAsync(int status, string message, CancellationToken cancellationToken)
    {
        var code = status == StatusCodes.Status503ServiceUnavailable ? Unavailable : InvalidArgument;
        var answer = new ArrayBufferWriter<byte>();
        if (isJson)
        {
            using var json = new Utf8JsonWriter(answer);
            json.WriteStartObject();
            json.WriteNumber("code", code);
            json.WriteString("message", message);
            json.WriteEndObject();
        }
        else
        {
            WriteVarintField(answer, 1, (ulong)code);
            WriteBytesField(answer, 2, Encoding.UTF8.GetBytes(message));
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

    private static string Summary(BatchOutcome outcome)
    {
        var received = outcome.Accepted + outcome.Rejected + outcome.Dropped;
        var reasons = outcome
            .Rejections.Take(ListedReasons)
            .Select(r => $"record {r.Position}: {r.Reason.Code()}. {r.Detail}");
        var more = outcome.Rejected > ListedReasons ? " …" : "";
        return $"{outcome.Rejected} of {received} records were rejected. {string.Join(" ", reasons)}{more}";
    }

    private static void WriteVarintField(ArrayBufferWriter<byte> target, int number, ulong value)
    {
        WriteVarint(target, (ulong)(number << 3));
        WriteVarint(target, value);
    }

    private static void WriteBytesField(ArrayBufferWriter<byte> target, int number, ReadOnlySpan<byte> value)
    {
        WriteVarint(target, (ulong)((number << 3) | (int)WireType.Bytes));
        WriteVarint(target, (ulong)value.Length);
        target.Write(value);
    }

    private static void WriteVarint(ArrayBufferWriter<byte> target, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            target.Write([(byte)(value | 0x80)]);
        }

        target.Write([(byte)value]);
    }
}
