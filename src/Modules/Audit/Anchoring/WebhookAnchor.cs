using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Monolith.Audit.Checkpoints;
using Monolith.Platform.Documents;
using Monolith.Platform.Outgoing;

namespace Monolith.Audit.Anchoring;

/// <summary>Tells whoever listens of the newest checkpoint, signed as the Standard Webhooks specification says if there is a
/// secret.</summary>
internal sealed class WebhookAnchor(string name, AnchorOptions options, AnchorHttp http, TimeProvider clock) : IAnchor
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public AnchorType Type => AnchorType.Webhook;

    /// <inheritdoc/>
    public async Task<Anchored> AnchorAsync(
        string tenant,
        SignedCheckpoint checkpoint,
        Anchored? before,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new Body(tenant, checkpoint.Size, checkpoint.Root, checkpoint.Time, checkpoint.Note),
            DocumentJson.Options
        );
        var id = string.Create(CultureInfo.InvariantCulture, $"audit-{tenant}-{checkpoint.Size}");
        var request = new HttpRequestMessage(HttpMethod.Post, options.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", $"{now.ToUnixTimeSeconds()}");
        if (options.Secret is { } secret)
        {
            var signature = WebhookSignature.Of(Encoding.UTF8.GetBytes(secret), id, now.ToUnixTimeSeconds(), body);
            request.Headers.Add("webhook-signature", signature);
        }

        var (status, _) = await http.SendAsync(request, cancellationToken);
        return status is >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices
            ? new Anchored(checkpoint.Size, now)
            : throw new AnchorException($"The webhook answers {(int)status}.");
    }

    /// <param name="Tenant">Whose trail.</param>
    /// <param name="Size">How many entries are covered.</param>
    /// <param name="Root">The root over them, in base64.</param>
    /// <param name="Time">When it was signed.</param>
    /// <param name="Checkpoint">The signed note.</param>
    internal sealed record Body(string Tenant, long Size, string Root, DateTimeOffset Time, string Checkpoint);
}
