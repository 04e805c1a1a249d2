using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Monolith.Ingest.Bodies;
using Monolith.Platform.Dapr;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;

namespace Monolith.Ingest.PubSub;

/// <summary>Takes the messages that the Dapr sidecar posts, one in a request or many in an envelope.</summary>
internal static class ReceiveMessages
{
    private const string SingleMediaType = "application/cloudevents";

    // How sidecars hand on the attributes of a CloudEvent that its publisher sent as headers.
    private const string AttributePrefix = "ce_";

    public static void Map(IEndpointRouteBuilder routes, PubSubTopic topic) =>
        routes
            .MapPost(
                topic.Route,
                (
                    HttpContext context,
                    BodyReader bodies,
                    DecodeLimits limits,
                    DeliveryIntake intake,
                    IOptions<PubSubOptions> options,
                    IngestMetrics bodyMetrics,
                    PubSubMetrics metrics,
                    CancellationToken cancellationToken
                ) =>
                {
                    var receiver = new Receiver(topic, options.Value, limits, intake, bodyMetrics, metrics);
                    return receiver.HandleAsync(context, bodies, cancellationToken);
                }
            )
            .Describe(
                "Takes the messages of a topic that the Dapr sidecar posts.",
                api =>
                    api.TakesAny(
                            "One CloudEvent, or many in an envelope.",
                            "application/cloudevents+json, application/json"
                        )
                        .GivesAny(StatusCodes.Status200OK, "What the sidecar shall do with each.", "application/json")
            )
            .RequireAuthorization(DaprSidecarPolicy.Name);

    private sealed record Receiver(
        PubSubTopic Topic,
        PubSubOptions Options,
        DecodeLimits Limits,
        DeliveryIntake Intake,
        IngestMetrics BodyMetrics,
        PubSubMetrics Metrics
    )
    {
        public async Task HandleAsync(HttpContext context, BodyReader bodies, CancellationToken cancellationToken)
        {
            var isSingle = IsSingle(context.Request);
            PooledBody body;
            try
            {
                body = await bodies.ReadAsync(context.Request, cancellationToken);
            }
            catch (TooLargeException) when (isSingle)
            {
                // It would be too large every time.
                Metrics.Dropped(Topic, "too_large");
                await DeliveryAnswers.WriteSingleAsync(context.Response, DeliveryStatus.Drop);
                return;
            }
            catch (OverloadedException full)
            {
                // Nobody has read which messages it holds. To the sidecar the answer means that all are to come again.
                BodyMetrics.Refused(full, DeliveryIntake.Source);
                throw;
            }

            using (body)
            {
                BodyMetrics.BodyRead(body.Length, DeliveryIntake.Source);
                await HandleAsync(context, body.Bytes, isSingle, cancellationToken);
            }
        }

        private async Task HandleAsync(
            HttpContext context,
            ReadOnlyMemory<byte> body,
            bool isSingle,
            CancellationToken cancellationToken
        )
        {
            using var delivery = new Delivery(Topic, Options, Limits, Intake, Metrics);
            if (!isSingle && delivery.TryReadBulk(body))
            {
                await delivery.CommitAsync(cancellationToken);
                await DeliveryAnswers.WriteBulkAsync(context.Response, body, delivery.Fates);
                return;
            }

            var headers = context.Request.Headers;
            if (headers.ContainsKey(AttributePrefix + "id"))
            {
                delivery.ReadBinary(body, message => FillFrom(headers, message), Key(headers));
            }
            else
            {
                delivery.ReadSingle(body, Key(headers));
            }

            await delivery.CommitAsync(cancellationToken);
            await DeliveryAnswers.WriteSingleAsync(context.Response, delivery.Fates[0].Status);
        }

        private static bool IsSingle(HttpRequest request) =>
            request.Headers.ContainsKey(AttributePrefix + "id")
            || request.ContentType?.StartsWith(SingleMediaType, StringComparison.OrdinalIgnoreCase) == true;

        private static ReadOnlyMemory<byte> Key(IHeaderDictionary headers) =>
            Bytes(headers, headers.ContainsKey("__key") ? "__key" : "partitionKey");

        private static void FillFrom(IHeaderDictionary headers, CloudEvent message)
        {
            message.Id = Bytes(headers, AttributePrefix + "id");
            message.Source = Bytes(headers, AttributePrefix + "source");
            message.Type = Bytes(headers, AttributePrefix + "type");
            message.Subject = Bytes(headers, AttributePrefix + "subject");
            message.Time = Bytes(headers, AttributePrefix + "time");
            message.TraceParent = Bytes(headers, AttributePrefix + "traceparent");
        }

        private static ReadOnlyMemory<byte> Bytes(IHeaderDictionary headers, string name) =>
            Encoding.UTF8.GetBytes(headers[name].ToString());
    }
}
