using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Monolith.DaprSidecar.Resiliency;

namespace Monolith.DaprSidecar.PubSub;

/// <summary>Delivers messages in batches, one request for each route that they match.</summary>
internal sealed class BulkDelivery(DeliveryContext context, bool numbersEntries) : IDelivery
{
    public async Task<IReadOnlyList<PublishedMessage>> DeliverAsync(
        IReadOnlyList<PublishedMessage> batch,
        CancellationToken cancellationToken
    )
    {
        var failed = new List<PublishedMessage>();
        var routed = new List<(string Path, BulkEntry Entry)>();
        foreach (var message in batch)
        {
            if (!context.TryOpen(message, out var cloudEvent, out var isFailed))
            {
                failed.AddRange(isFailed ? [message] : []);
            }
            else if (!context.TryRoute(cloudEvent, out var path))
            {
                failed.AddRange(context.DeadLetters.TryAdd(message) ? [] : [message]);
            }
            else
            {
                // daprd does not skip what has no route: it is dead-lettered and posted to the app's root all the same.
                _ = path is null && context.DeadLetters.TryAdd(message);
                var id = numbersEntries ? routed.Count.ToString() : context.Envelope.NewId();
                routed.Add((path ?? "/", new BulkEntry(id, cloudEvent, context.Subscription.IsRaw)));
            }
        }

        foreach (var route in routed.GroupBy(entry => entry.Path, entry => entry.Entry, StringComparer.Ordinal))
        {
            failed.AddRange(await DeliverRouteAsync(route.Key, [.. route], cancellationToken));
        }

        return failed;
    }

    private async Task<IEnumerable<PublishedMessage>> DeliverRouteAsync(
        string path,
        List<BulkEntry> entries,
        CancellationToken cancellationToken
    )
    {
        var open = entries;
        await context.Policy.RunAsync(
            async bound =>
            {
                open = await AttemptAsync(path, open, bound);
                return new Attempt(open.Count == 0);
            },
            cancellationToken
        );
        return open.Select(entry => entry.Message).Where(message => !context.DeadLetters.TryAdd(message));
    }

    /// <returns>The entries that have failed.</returns>
    private async Task<List<BulkEntry>> AttemptAsync(
        string path,
        List<BulkEntry> entries,
        CancellationToken cancellationToken
    )
    {
        using var request = Request(path, entries);
        using var response = await context.PostAsync(request, cancellationToken);
        if (response?.StatusCode == HttpStatusCode.NotFound)
        {
            return [];
        }

        if (response?.IsSuccessStatusCode != true)
        {
            return entries;
        }

        var statuses = Statuses(await DeliveryContext.ReadAnswerAsync(response, cancellationToken));
        foreach (var entry in entries.Where(entry => statuses.GetValueOrDefault(entry.Id) == "DROP"))
        {
            context.DeadLetters.TryAdd(entry.Message);
        }

        return [.. entries.Where(entry => statuses.GetValueOrDefault(entry.Id) is not ("SUCCESS" or "DROP"))];
    }

    private static Dictionary<string, string?> Statuses(JsonElement answer)
    {
        var statuses = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (
            answer.ValueKind != JsonValueKind.Object
            || !answer.TryGetProperty("statuses", out var list)
            || list.ValueKind != JsonValueKind.Array
        )
        {
            return statuses;
        }

        foreach (var item in list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object))
        {
            if (item.TryGetProperty("entryId", out var id) && item.TryGetProperty("status", out var status))
            {
                statuses[id.ToString()] = status.ToString();
            }
        }

        return statuses;
    }

    private HttpRequestMessage Request(string path, List<BulkEntry> entries)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            WriteBody(writer, entries);
        }

        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body.ToArray()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return request;
    }

    private void WriteBody(Utf8JsonWriter writer, List<BulkEntry> entries)
    {
        writer.WriteStartObject();
        writer.WriteString("id", context.Envelope.NewId());
        writer.WriteString("type", "com.dapr.event.sent.bulk");
        writer.WriteString("topic", context.Subscription.Topic);
        writer.WriteString("pubsubname", context.Subscription.PubSubName);
        writer.WriteStartObject("metadata");
        writer.WriteString("pubsubName", context.Subscription.PubSubName);
        writer.WriteEndObject();
        writer.WriteStartArray("entries");
        foreach (var entry in entries)
        {
            entry.Write(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
