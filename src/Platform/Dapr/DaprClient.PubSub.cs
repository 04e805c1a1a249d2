using System.Net;
using System.Text.Json;

namespace Monolith.Platform.Dapr;

public sealed partial class DaprClient
{
    /// <summary>Publishes a value as JSON; the sidecar puts a CloudEvent around it.
    /// <c>POST /v1.0/publish/{pubsub}/{topic}</c></summary>
    /// <param name="pubSubName">The component.</param>
    /// <param name="topicName">The topic.</param>
    /// <param name="data">What to publish.</param>
    /// <param name="metadata">For the component, such as <c>ttlInSeconds</c>, <c>rawPayload</c> or <c>cloudevent.id</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <remarks>May publish twice when an answer is lost.</remarks>
    public Task PublishEventAsync<T>(
        string pubSubName,
        string topicName,
        T data,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default
    ) =>
        PublishByteEventAsync(
            pubSubName,
            topicName,
            JsonSerializer.SerializeToUtf8Bytes(data, JsonSerializerOptions.Web),
            "application/json",
            metadata,
            cancellationToken
        );

    /// <summary>Publishes bytes of any content type. <c>application/cloudevents+json</c> says that they are a CloudEvent
    /// already; of the others, only <c>application/json</c> counts as JSON and only <c>application/octet-stream</c> as binary.
    /// <c>POST /v1.0/publish/{pubsub}/{topic}</c></summary>
    /// <remarks>May publish twice when an answer is lost.</remarks>
    public Task PublishByteEventAsync(
        string pubSubName,
        string topicName,
        ReadOnlyMemory<byte> data,
        string contentType,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default
    ) =>
        _transport.ExecuteAsync(
            new DaprRequest(
                HttpMethod.Post,
                DaprPath.Of("/v1.0/publish", pubSubName).AddWithSlashes(topicName).AddMetadata(metadata)
            )
            {
                Body = data,
                ContentType = contentType,
                Repeat = DaprRepeat.Always,
            },
            cancellationToken
        );

    /// <summary>
    /// Publishes many messages with few requests: each holds up to 256 of them and up to half of what the sidecar takes.
    /// Messages that the sidecar reports as failed are sent again, those and no others.
    /// <c>POST /v1.0/publish/bulk/{pubsub}/{topic}</c>
    /// </summary>
    /// <returns>The messages that were not published in the end; empty when all were.</returns>
    /// <remarks>No order is kept. Integers above 2^53 must be JSON strings: the sidecar reads numbers as floating point here.</remarks>
    /// <exception cref="ArgumentException">Two entries have one id, or a content type is none that the sidecar takes.</exception>
    public async Task<IReadOnlyList<BulkPublishFailure>> BulkPublishEventAsync(
        string pubSubName,
        string topicName,
        IReadOnlyList<BulkPublishEntry> entries,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default
    )
    {
        var path = DaprPath.Of("/v1.0/publish/bulk", pubSubName).AddWithSlashes(topicName).AddMetadata(metadata);
        var failures = new List<BulkPublishFailure>();
        foreach (var chunk in BulkPublishChunk.Divide(entries, _options.MaxBodyBytes / 2))
        {
            failures.AddRange(await PublishChunkAsync(path, chunk, cancellationToken));
        }

        return failures;
    }

    private async Task<IReadOnlyList<BulkPublishFailure>> PublishChunkAsync(
        string path,
        BulkPublishChunk chunk,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 0; ; attempt++)
        {
            var isLast = attempt == _options.MaxRetries;
            try
            {
                var failures = await PublishOnceAsync(path, chunk, cancellationToken);
                if (failures.Count == 0 || isLast)
                {
                    return failures;
                }

                chunk = chunk.Only(failures);
            }
            catch (DaprException exception) when (exception.IsRetriable && !isLast)
            {
                // Nobody knows what was published of it, and duplicates are legal: all of it goes again.
            }

            await Task.Delay(_options.RetryDelay * (1 << attempt), _clock, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<BulkPublishFailure>> PublishOnceAsync(
        string path,
        BulkPublishChunk chunk,
        CancellationToken cancellationToken
    )
    {
        var request = new DaprRequest(HttpMethod.Post, path)
        {
            Body = chunk.ToBody(),
            ContentType = "application/json",
            Repeat = DaprRepeat.Never,
        };
        using var response = await _transport.TrySendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return [];
        }

        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return
            response.StatusCode == HttpStatusCode.InternalServerError
            && BulkPublishFailure.Parse(text) is { Count: > 0 } failures
            ? failures
            : throw DaprException.Refused(request, response.StatusCode, text);
    }
}
