using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Monolith.Platform.Language;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Routing.Queue;
using Monolith.Processing.Routing.Sending;

namespace Monolith.Processing.Routing.Destinations;

/// <summary>Sends one record to a destination, past its queue, and says what came of it:
/// <c>POST /api/v1/destinations/{id}/test</c>.</summary>
internal static class TestDestination
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/destinations/{id}/test",
                async (string id, HttpContext http, Trial trial, CancellationToken cancellationToken) =>
                    RoutingJson.Answer(
                        await trial.RunAsync(
                            new DestinationKey(TenantId.Of(http.User), id),
                            Actor.Of(http.User),
                            cancellationToken
                        )
                    )
            )
            .Describe(
                "Sends one record to a destination, past its queue, and says what came of it.",
                api =>
                    api.Path("id", "The id of the destination.")
                        .Gives<Response>(StatusCodes.Status200OK, "What came of it.", RoutingJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-destination")
            )
            .RequireAuthorization(Permissions.ManagePipelines);

    /// <param name="Outcome">What came of it.</param>
    /// <param name="Receipt">What the destination said.</param>
    /// <param name="DurationMs">How long it took.</param>
    internal sealed record Response(SendOutcome Outcome, string Receipt, double DurationMs);

    /// <summary>Does it.</summary>
    internal sealed class Trial(
        DestinationStore store,
        SenderFactory senders,
        DestinationPlans plans,
        IOptions<RoutingOptions> options,
        TimeProvider clock
    )
    {
        public async Task<Response> RunAsync(DestinationKey key, Actor actor, CancellationToken cancellationToken)
        {
            var destination = await store.GetAsync(key, cancellationToken);
            await store.TellAsync("tested", destination, key, actor, cancellationToken);

            var sender = senders.Of(key.Tenant, destination.Value);
            using var disposable = sender as IDisposable;
            using var batch = OneRecord();
            var began = clock.GetTimestamp();
            var result = await TryAsync(key.Tenant, destination.Value, sender, batch, cancellationToken);
            return new Response(result.Outcome, result.Receipt, clock.GetElapsedTime(began).TotalMilliseconds);
        }

        private async Task<SendResult> TryAsync(
            TenantId tenant,
            Destination destination,
            ISender sender,
            OutgoingBatch batch,
            CancellationToken cancellationToken
        )
        {
            var bound = options.Value.SendTimeout;
            using var time = new CancellationTokenSource(bound, clock);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
            try
            {
                plans.Check(tenant, destination);
                return await sender.SendAsync(batch, both.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return new SendResult(SendOutcome.Failed, $"no answer within {bound.TotalSeconds:0.###} s");
            }
            catch (UnusableDestinationException unusable)
            {
                return new SendResult(SendOutcome.Failed, unusable.Message);
            }
        }

        private OutgoingBatch OneRecord()
        {
            var now = clock.GetUtcNow();
            var record = new LogRecord
            {
                TimeUnixNano = now.ToUnixNano(),
                ObservedTimeUnixNano = now.ToUnixNano(),
                Severity = SeverityNumber.Error, // some destinations take errors only
                SeverityText = "ERROR"u8.ToArray(),
                ServiceName = "monolith"u8.ToArray(),
                Body = "This is a test of a destination by Monolith."u8.ToArray(),
            };
            var bytes = new byte[RecordCodec.Measure(record)];
            RecordCodec.Write(record, bytes);
            return OutgoingBatch.Of(bytes, 1, now, salt: (ulong)now.UtcTicks);
        }
    }
}
