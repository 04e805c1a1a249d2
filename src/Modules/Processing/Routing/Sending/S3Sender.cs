using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using Monolith.Platform.Outgoing;
using Monolith.Platform.Security;
using Monolith.Processing.Routing.Destinations;
using Monolith.Processing.Routing.Queue;

namespace Monolith.Processing.Routing.Sending;

/// <summary>Puts records into a bucket: an object of compressed JSON lines for each batch, named after the tenant, the hour in which
/// its first record was queued, and its place in the queue. The same records make the same object whenever they are sent
/// again.</summary>
internal sealed class S3Sender(
    TenantId tenant,
    S3Settings settings,
    DestinationHttp http,
    DestinationSecrets secrets,
    TimeProvider clock
) : ISender, IDisposable
{
    private readonly ArrayBufferWriter<byte> _lines = new();
    private readonly RecordJson _json = new(JsonNames.Own);

    /// <inheritdoc/>
    public int MaxBytes => 8 * OutgoingBatch.MaxBytes;

    /// <inheritdoc/>
    public TimeSpan Gather => TimeSpan.FromSeconds(settings.GatherSeconds);

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(OutgoingBatch batch, CancellationToken cancellationToken)
    {
        _lines.ResetWrittenCount();
        _json.WriteLines(batch, _lines);
        return (
            await http.SendAsync(Put(KeyOf(batch), DestinationHttp.Gzip(_lines.WrittenSpan)), cancellationToken)
        ).Result;
    }

    public void Dispose() => _json.Dispose();

    private string KeyOf(OutgoingBatch batch)
    {
        var hour = batch.QueuedAt.UtcDateTime.ToString("yyyy'/'MM'/'dd'/'HH", CultureInfo.InvariantCulture);
        return $"{settings.Prefix}{tenant}/{hour}/{batch.FirstId}.ndjson.gz";
    }

    private HttpRequestMessage Put(string key, byte[] body)
    {
        var endpoint = new Uri(settings.Endpoint);
        var path = AwsSignature.PathOf($"{endpoint.AbsolutePath.TrimEnd('/')}/{settings.Bucket}/{key}");
        var now = clock.GetUtcNow();
        var hash = AwsSignature.HashOf(body);
        var signed = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = endpoint.IsDefaultPort ? endpoint.Host : $"{endpoint.Host}:{endpoint.Port}",
            [AwsSignature.ContentHeader] = hash,
            [AwsSignature.TimeHeader] = AwsSignature.TimeOf(now),
        };
        var signer = new AwsSignature.Signer(
            settings.AccessKey,
            secrets.Get(tenant, settings.Secret),
            settings.Region,
            "s3"
        );

        var request = new HttpRequestMessage(
            HttpMethod.Put,
            new Uri($"{endpoint.GetLeftPart(UriPartial.Authority)}{path}")
        )
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/gzip");
        foreach (var (name, value) in signed)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.TryAddWithoutValidation(
            "Authorization",
            AwsSignature.Of(signer, "PUT", path, query: "", signed, hash, now)
        );
        return request;
    }
}
