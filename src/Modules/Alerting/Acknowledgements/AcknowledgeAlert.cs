using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Alerting.Evaluation;
using Monolith.Alerting.Seen;
using Monolith.Platform.Documents;
using Monolith.Platform.Language;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Acknowledgements;

/// <summary>Says that the caller looks after an alert that fires: <c>POST /api/v1/alerts/{fingerprint}/acknowledge</c>. It is not told
/// again while that holds; its end is.</summary>
internal static class AcknowledgeAlert
{
    private const int MaxCommentLength = 500;
    private static readonly PromDuration Shortest = new(TimeSpan.FromMinutes(1));
    private static readonly PromDuration Longest = new(TimeSpan.FromDays(30));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/alerts/{fingerprint}/acknowledge",
                async (string fingerprint, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var body = await ApiJson.ReadAsync<Body>(http.Request, cancellationToken);
                    var command = new Command(Reader.Of(http), Actor.Of(http.User), fingerprint, body);
                    return ApiJson.Answer(await mediator.Send(command, cancellationToken));
                }
            )
            .Describe(
                "Says that the caller looks after an alert that fires: it is not told again while that holds.",
                api =>
                    api.Remark(
                            "The newer acknowledgement counts; the same once more changes nothing. It ends with the firing: an alert that fires anew is not acknowledged."
                        )
                        .Path("fingerprint", "The fingerprint of the alert, as the list of alerts shows it.")
                        .Takes<Body>(
                            "What there is to say about it (`comment`), and for how long it holds (`for`, such as `30m`); until the alert is resolved without.",
                            ApiJson.Options
                        )
                        .Gives<Response>(StatusCodes.Status200OK, "What counts from now on.", ApiJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-alert")
                        .Refuses(StatusCodes.Status409Conflict, "alert-not-firing")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
            )
            .AddEndpointFilter(Hidden.Tell)
            .RequireAuthorization(Permissions.ManageAlerts);

    /// <param name="Comment">What there is to say about it.</param>
    /// <param name="For">For how long it holds; null for until the alert is resolved.</param>
    internal sealed record Body(string? Comment = null, PromDuration? For = null);

    internal sealed record Command(Reader Reader, Actor Actor, string Fingerprint, Body Body) : IRequest<Response>;

    internal sealed record Response(string Fingerprint, AcknowledgementView Acknowledged);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Body.Comment).MaximumLength(MaxCommentLength).OverridePropertyName("comment");
            RuleFor(c => c.Body.For)
                .Must(length => length is null || (length >= Shortest && length <= Longest))
                .OverridePropertyName("for")
                .WithMessage($"for must be from {Shortest} to {Longest}.");
        }
    }

    internal sealed class Handler(SeenAlerts alerts, AcknowledgementStore store, TimeProvider clock)
        : IRequestHandler<Command, Response>
    {
        public Task<Response> Handle(Command request, CancellationToken cancellationToken) =>
            Conflicts.RetryAsync(async () =>
            {
                var named = await alerts.NamedAsync(request.Reader, request.Fingerprint, cancellationToken);
                var firing = named.Where(found => found.Alert.State == AlertState.Firing).ToList();
                if (firing.Count == 0)
                {
                    throw new ConflictException(
                        "alert-not-firing",
                        $"The alert {request.Fingerprint} does not fire: there is nothing to acknowledge."
                    );
                }

                // More than one is there only where they cannot be told apart: by their labels, or by those that the caller sees.
                var now = clock.GetUtcNow();
                Acknowledgement? kept = null;
                foreach (var found in firing)
                {
                    kept = await store.SaveAsync(
                        Wanted(request, found, now),
                        found.Alert,
                        request.Actor,
                        cancellationToken
                    );
                }

                return new Response(request.Fingerprint, AcknowledgementView.Of(kept!));
            });

        private static Acknowledgement Wanted(Command request, FoundAlert found, DateTimeOffset now) =>
            new(
                found.Rule.Tenant.Value,
                found.Rule.Id,
                found.Alert.Fingerprint,
                found.Alert.ActiveAt,
                request.Actor.Name,
                now,
                request.Body.Comment ?? "",
                now + request.Body.For?.Value
            );
    }
}
