using System.Buffers;
using System.Text.Json;
using Monolith.Platform.Dapr;
using Monolith.Processing.Routing.Destinations;
using Monolith.Processing.Routing.Queue;

namespace Monolith.Processing.Routing.Sending;

/// <summary>What both ways through the sidecar have in common.</summary>
internal abstract class DaprSender(DaprClient? dapr) : ISender, IDisposable
{
    /// <summary>Writes the records.</summary>
    protected RecordJson Json { get; } = new(JsonNames.Own);

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(OutgoingBatch batch, CancellationToken cancellationToken)
    {
        if (dapr is null)
        {
            return new SendResult(SendOutcome.Failed, "this installation has no Dapr sidecar");
        }

        try
        {
            return await SendAsync(dapr, batch, cancellationToken);
        }
        catch (DaprException e)
        {
            // A component that is not there may come; only what the sidecar calls wrong in itself stays wrong.
            var isWrong =
                e.Status is System.Net.HttpStatusCode.BadRequest or System.Net.HttpStatusCode.RequestEntityTooLarge;
            return new SendResult(isWrong && !e.IsRetriable ? SendOutcome.Refused : SendOutcome.Failed, e.Message);
        }
    }

    public void Dispose() => Json.Dispose();

    /// <summary>Sends records.</summary>
    /// <exception cref="DaprException">It did not work.</exception>
    protected abstract Task<SendResult> SendAsync(
        DaprClient sidecar,
        OutgoingBatch batch,
        CancellationToken cancellationToken
    );
}

/// <summary>Publishes each record to a topic of a Dapr pub/sub component.</summary>
internal sealed class DaprTopicSender(DaprTopicSettings settings, DaprClient? dapr) : DaprSender(dapr)
{
    protected override async Task<SendResult> SendAsync(
        DaprClient sidecar,
        OutgoingBatch batch,
        CancellationToken cancellationToken
    )
    {
        var entries = new List<BulkPublishEntry>(batch.Count);
        foreach (var (id, record, _) in batch.Records())
        {
            var json = new ArrayBufferWriter<byte>();
            Json.Write(id, record, json);
            entries.Add(
                new BulkPublishEntry(id.ToString(), json.WrittenMemory, "application/json")
                {
                    // The sidecar puts a CloudEvent around it. Under this id, subscribers know one that comes twice.
                    Metadata = new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["cloudevent.id"] = id.ToString(),
                    },
                }
            );
        }

        var failures = await sidecar.BulkPublishEventAsync(
            settings.Component,
            settings.Topic,
            entries,
            cancellationToken: cancellationToken
        );
        return failures is []
            ? new SendResult(SendOutcome.Delivered, "published")
            : new SendResult(SendOutcome.Failed, $"{failures.Count} were not published: {failures[0].Error}");
    }
}

/// <summary>Gives each batch to a Dapr output binding, as an array of records.</summary>
internal sealed class DaprBindingSender(DaprBindingSettings settings, DaprClient? dapr) : DaprSender(dapr)
{
    private readonly ArrayBufferWriter<byte> _body = new();

    protected override async Task<SendResult> SendAsync(
        DaprClient sidecar,
        OutgoingBatch batch,
        CancellationToken cancellationToken
    )
    {
        _body.ResetWrittenCount();
        Json.WriteArray(batch, _body);
        using var records = JsonDocument.Parse(_body.WrittenMemory);
        await sidecar.InvokeBindingAsync(
            settings.Component,
            settings.Operation,
            records.RootElement,
            settings.Metadata,
            cancellationToken
        );
        return new SendResult(SendOutcome.Delivered, "done");
    }
}
