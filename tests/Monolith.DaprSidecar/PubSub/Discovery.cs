using System.Net;
using System.Text.Json;
using Monolith.DaprSidecar.App;
using Monolith.DaprSidecar.Resiliency;
using Monolith.DaprSidecar.Resources;

namespace Monolith.DaprSidecar.PubSub;

/// <summary>Asks the app which topics it wants.</summary>
internal sealed class Discovery(AppChannel app, Policies policies, SidecarOptions options)
{
    private static readonly Retry Retries = Retry.Constant(TimeSpan.FromMilliseconds(500), maxRetries: 3);

    public async Task<IReadOnlyList<Subscription>> AskAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<Subscription> found = [];
        await policies
            .BuiltIn("DaprBuiltInInitializationRetries", Retries)
            .RunAsync(
                async bound =>
                {
                    try
                    {
                        found = await AskOnceAsync(bound);
                        return new Attempt(Succeeded: true);
                    }
                    catch (HttpRequestException error)
                    {
                        await options.Log.WriteLineAsync(
                            $"The app could not be asked for subscriptions: {error.Message}"
                        );
                        return new Attempt(Succeeded: false);
                    }
                },
                cancellationToken
            );
        return found;
    }

    private async Task<IReadOnlyList<Subscription>> AskOnceAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/dapr/subscribe")
        {
            Content = new ByteArrayContent([]),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        request.Headers.TryAddWithoutValidation("dapr-app-id", options.AppId);
        using var response = await app.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            await options.Log.WriteLineAsync($"The app has no subscriptions of its own: {(int)response.StatusCode}.");
            return [];
        }

        return Read(await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    private List<Subscription> Read(byte[] body)
    {
        try
        {
            var answer = JsonSerializer.Deserialize<List<Wanted>>(body, JsonSerializerOptions.Web) ?? [];
            return
            [
                .. answer.Select(wanted => wanted.ToSubscription()).Where(subscription => subscription.Rules.Count > 0),
            ];
        }
        catch (JsonException error)
        {
            options.Log.WriteLine($"The app's subscriptions cannot be read: {error.Message}");
            return [];
        }
    }

    private sealed record Rule(string? Match, string? Path);

    private sealed record Routes(IReadOnlyList<Rule>? Rules, string? Default);

    private sealed record Bulk(bool Enabled, int MaxMessagesCount, int MaxAwaitDurationMs);

    private sealed record Wanted(
        string PubSubName,
        string Topic,
        string? Route,
        Routes? Routes,
        string? DeadLetterTopic,
        Dictionary<string, string>? Metadata,
        Bulk? BulkSubscribe
    )
    {
        public Subscription ToSubscription() =>
            new(PubSubName, Topic)
            {
                Type = "PROGRAMMATIC",
                Rules = [.. Rules().Where(rule => rule.Path.Length > 0)],
                DeadLetterTopic = DeadLetterTopic,
                Metadata = Metadata ?? [],
                Bulk = BulkSubscribe is { Enabled: true } bulk
                    ? new BulkSubscribe(bulk.MaxMessagesCount, TimeSpan.FromMilliseconds(bulk.MaxAwaitDurationMs))
                    : null,
            };

        private IEnumerable<SubscriptionRule> Rules()
        {
            foreach (var rule in Routes?.Rules ?? [])
            {
                yield return new SubscriptionRule(rule.Match ?? "", rule.Path ?? "");
            }

            yield return new SubscriptionRule(
                "",
                Routes?.Default ?? (Routes?.Rules is { Count: > 0 } ? "" : Route) ?? ""
            );
        }
    }
}
