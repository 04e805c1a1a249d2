using System.Text.Json;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Monolith.Audit.Events;
using Monolith.Platform.Dapr;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;

namespace Monolith.Audit.Topics;

/// <summary>Takes what other systems publish into the trail: <c>POST /dapr/audit</c>, by the sidecar alone. An event is durable, and has
/// its place, before it is acknowledged.</summary>
internal static class ReceiveEvents
{
    // The sidecar's words.
    private const string Success = "SUCCESS";
    private const string Retry = "RETRY";
    private const string Drop = "DROP";

    public static void Map(IEndpointRouteBuilder routes, EventTopic topic) =>
        routes
            .MapPost(
                topic.Route,
                async (
                    HttpContext http,
                    IMediator mediator,
                    AuditMetrics metrics,
                    ILogger<EventTopic> logger,
                    CancellationToken cancellationToken
                ) =>
                {
                    var status = await TakeAsync(topic, http.Request, mediator, logger, cancellationToken);
                    metrics.Delivered(topic.Name, status == Success ? null : status.ToLowerInvariant());
                    return TypedResults.Json(new Answer(status));
                }
            )
            .Describe(
                "Takes an event for the audit trail that the Dapr sidecar delivers.",
                api =>
                    api.TakesAny(
                            "A CloudEvent whose data are an event, or an array of up to 1000 of them.",
                            "application/cloudevents+json, application/json"
                        )
                        .GivesAny(StatusCodes.Status200OK, "What the sidecar shall do with it.", "application/json")
            )
            .RequireAuthorization(DaprSidecarPolicy.Name);

    internal sealed record Answer(string Status);

    private static async Task<string> TakeAsync(
        EventTopic topic,
        HttpRequest request,
        IMediator mediator,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var message = await EventMessage.ReadAsync(request, cancellationToken);
            var command = new TakeEvents.Command(topic.Tenant.Value, $"dapr:{message.Source}", message.Events);
            await mediator.Send(command, cancellationToken);
            return Success;
        }
        catch (Exception e) when (WrongOf(e) is { } wrong)
        {
            // It would be wrong every time. On the dead-letter topic it lies as it came.
            logger.EventDropped(topic.Name, wrong);
            return Drop;
        }
        catch (ProblemException e) when (e.Status >= StatusCodes.Status500InternalServerError)
        {
            logger.EventWaits(e, topic.Name);
            return Retry;
        }
    }

    /// <summary>What is wrong with a message, without anything that stands in it; null when nothing is.</summary>
    private static string? WrongOf(Exception e) =>
        e switch
        {
            JsonException => "it is no event",
            ValidationException invalid =>
                $"wrong is {string.Join(", ", invalid.Errors.Select(error => error.PropertyName).Distinct(StringComparer.Ordinal))}",
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => "it is too large",
            _ => null,
        };
}
