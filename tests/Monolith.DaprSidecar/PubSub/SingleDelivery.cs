using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Monolith.DaprSidecar.Resiliency;

namespace Monolith.DaprSidecar.PubSub;

/// <summary>Delivers messages one by one, each as the bytes that lie on the topic.</summary>
internal sealed class SingleDelivery(DeliveryContext context) : IDelivery
{
    private enum Verdict
    {
        Done,
        Dropped,
        Failed,
    }

    public async Task<IReadOnlyList<PublishedMessage>> DeliverAsync(
        IReadOnlyList<PublishedMessage> batch,
        CancellationToken cancellationToken
    )
    {
        var failed = new List<PublishedMessage>();
        foreach (var message in batch)
        {
            if (!await TryDeliverAsync(message, cancellationToken))
            {
                failed.Add(message);
            }
        }

        return failed;
    }

    private async Task<bool> TryDeliverAsync(PublishedMessage message, CancellationToken cancellationToken)
    {
        if (!context.TryOpen(message, out var cloudEvent, out var failed))
        {
            return !failed;
        }

        if (!context.TryRoute(cloudEvent, out var path))
        {
            return context.DeadLetters.TryAdd(message);
        }

        if (path is null)
        {
            context.DeadLetters.TryAdd(message);
            return true;
        }

        var verdict = Verdict.Failed;
        await context.Policy.RunAsync(
            async bound =>
            {
                verdict = Verdict.Failed;
                (verdict, var code) = await AttemptAsync(path, cloudEvent, bound);
                return new Attempt(verdict != Verdict.Failed, code);
            },
            cancellationToken
        );
        if (verdict != Verdict.Done)
        {
            return context.DeadLetters.TryAdd(message) || verdict == Verdict.Dropped;
        }

        return true;
    }

    private async Task<(Verdict Verdict, int? Code)> AttemptAsync(
        string path,
        CloudEvent cloudEvent,
        CancellationToken cancellationToken
    )
    {
        using var request = Request(path, cloudEvent);
        using var response = await context.PostAsync(request, cancellationToken);
        if (response is null)
        {
            return (Verdict.Failed, null);
        }

        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            await context.Options.Log.WriteLineAsync(
                $"The app has no route {path}: a message of topic {cloudEvent.Message.Topic} is dropped."
            );
            return (Verdict.Dropped, null);
        }

        return response.IsSuccessStatusCode
            ? (await ReadVerdictAsync(response, cancellationToken), null)
            : (Verdict.Failed, (int)response.StatusCode);
    }

    private static async Task<Verdict> ReadVerdictAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        var answer = await DeliveryContext.ReadAnswerAsync(response, cancellationToken);
        if (
            answer.ValueKind != JsonValueKind.Object
            || !answer.TryGetProperty("status", out var status)
            || status.ValueKind != JsonValueKind.String
        )
        {
            return Verdict.Done;
        }

        return status.GetString() switch
        {
            "" or "SUCCESS" => Verdict.Done,
            "DROP" => Verdict.Dropped,
            _ => Verdict.Failed,
        };
    }

    private HttpRequestMessage Request(string path, CloudEvent cloudEvent)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new ReadOnlyMemoryContent(cloudEvent.Body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(Envelope.CloudEventType);
        foreach (var (name, value) in cloudEvent.Message.Metadata)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.TryAddWithoutValidation("pubsubName", context.Subscription.PubSubName);
        if (cloudEvent.TraceParent is { } traceParent)
        {
            request.Headers.TryAddWithoutValidation("traceparent", traceParent);
        }

        return request;
    }
}
