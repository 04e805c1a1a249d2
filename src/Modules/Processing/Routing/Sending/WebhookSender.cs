using System.Buffers;
using Monolith.Platform.Outgoing;
using Monolith.Platform.Security;
using Monolith.Processing.Routing.Destinations;
using Monolith.Processing.Routing.Queue;

namespace Monolith.Processing.Routing.Sending;

/// <summary>Sends JSON by POST, signed as the Standard Webhooks specification says if there is a secret. The same records have the same
/// <c>webhook-id</c> whenever they are sent again.</summary>
internal sealed class WebhookSender(
    TenantId tenant,
    WebhookSettings settings,
    DestinationHttp http,
    DestinationSecrets secrets,
    TimeProvider clock
) : ISender, IDisposable
{
    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly RecordJson _json = new(JsonNames.Own);

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(OutgoingBatch batch, CancellationToken cancellationToken)
    {
        _body.ResetWrittenCount();
        var isArray = settings.Format == WebhookFormat.Json;
        if (isArray)
        {
            _json.WriteArray(batch, _body);
        }
        else
        {
            _json.WriteLines(batch, _body);
        }

        // A signature is over the body as it travels, so it is not compressed: receivers would have to check before they unpack.
        var request = http.Post(
            tenant,
            settings,
            "/",
            _body.WrittenMemory,
            isArray ? "application/json" : "application/x-ndjson",
            compress: false
        );
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        request.Headers.Add("Idempotency-Key", batch.Id);
        request.Headers.Add("webhook-id", batch.Id);
        request.Headers.Add("webhook-timestamp", $"{now}");
        if (settings.Secret is { } name)
        {
            var secret = secrets.Get(tenant, name);
            request.Headers.Add("webhook-signature", WebhookSignature.Of(secret, batch.Id, now, _body.WrittenSpan));
        }

        return (await http.SendAsync(request, cancellationToken)).Result;
    }

    public void Dispose() => _json.Dispose();
}
