using System.Buffers;
using System.Text.Json;
using Monolith.Platform.Security;
using Monolith.Processing.Routing.Destinations;
using Monolith.Processing.Routing.Queue;

namespace Monolith.Processing.Routing.Sending;

/// <summary>Sends records by Elasticsearch's bulk API. Each is created under its id, so that one that comes twice is there once.</summary>
internal sealed class ElasticsearchSender(TenantId tenant, ElasticsearchSettings settings, DestinationHttp http)
    : ISender,
        IDisposable
{
    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly RecordJson _json = new(JsonNames.Elastic);
    private readonly byte[] _action = JsonSerializer.SerializeToUtf8Bytes(settings.Index);

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(OutgoingBatch batch, CancellationToken cancellationToken)
    {
        _body.ResetWrittenCount();
        foreach (var (id, record, _) in batch.Records())
        {
            WriteAction(id);
            _json.Write(id, record, _body);
            _body.Write("\n"u8);
        }

        var request = http.Post(tenant, settings, "/_bulk", _body.WrittenMemory, "application/x-ndjson");
        var answer = await http.SendAsync(request, cancellationToken);
        return answer.Result.Outcome == SendOutcome.Delivered ? Judge(answer) : answer.Result;
    }

    public void Dispose() => _json.Dispose();

    private void WriteAction(RecordId id)
    {
        _body.Write("{\"create\":{\"_index\":"u8);
        _body.Write(_action);
        _body.Write(",\"_id\":\""u8);
        id.Write(_body.GetSpan(RecordId.Length)[..RecordId.Length]);
        _body.Advance(RecordId.Length);
        _body.Write("\"}}\n"u8);
    }

    /// <summary>What the answer says of each record: a conflict means that it is there already.</summary>
    private static SendResult Judge(in HttpAnswer answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            if (!json.RootElement.TryGetProperty("errors", out var errors) || !errors.GetBoolean())
            {
                return new SendResult(SendOutcome.Delivered, "200");
            }

            return Judge(json.RootElement.GetProperty("items"));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new SendResult(SendOutcome.Failed, "its answer is none of the bulk API");
        }
    }

    private static SendResult Judge(JsonElement items)
    {
        var refused = new HashSet<int>();
        var reason = "200";
        var index = 0;
        foreach (var item in items.EnumerateArray())
        {
            var result = item.EnumerateObject().First().Value;
            var status = result.GetProperty("status").GetInt32();
            if (status is 429 or >= 500)
            {
                // Those that it has taken are conflicts the next time, and count as taken.
                return new SendResult(SendOutcome.Failed, $"{status} {ReasonOf(result)}");
            }

            if (status is >= 400 and not 409)
            {
                refused.Add(index);
                reason = $"{status} {ReasonOf(result)}";
            }

            index++;
        }

        return new SendResult(SendOutcome.Delivered, reason, Refused: refused);
    }

    // The type alone: the reason in words may hold values of the record.
    private static string ReasonOf(JsonElement result) =>
        result.TryGetProperty("error", out var error)
        && error.ValueKind == JsonValueKind.Object
        && error.TryGetProperty("type", out var type)
            ? type.GetString() ?? ""
            : "";
}
