using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Alerting.Labels;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Silences;

/// <summary>Changes a silence: <c>PUT /api/v1/silences/{id}</c>. What has been held back cannot be changed any more: where that
/// would be so, the silence expires and a new one takes its place, as in Alertmanager.</summary>
internal static class UpdateSilence
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut(
                "/api/v1/silences/{id:guid}",
                async (Guid id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var silence = await ApiJson.ReadAsync<SilenceRequest>(http.Request, cancellationToken);
                    var command = new Command(TenantId.Of(http.User), Actor.Of(http.User), id, silence);
                    return ApiJson.Answer(new Response(await mediator.Send(command, cancellationToken)));
                }
            )
            .Describe(
                "Replaces a silence.",
                api =>
                    api.Path("id", "The id of the silence.")
                        .Takes<SilenceRequest>("Which alerts, for how long, and why.", ApiJson.Options)
                        .GivesAny(
                            StatusCodes.Status200OK,
                            "The id of the silence, which is another one when the change could not be made to this one.",
                            "application/json"
                        )
                        .Refuses(StatusCodes.Status404NotFound, "no-such-silence")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
            )
            .RequireAuthorization(Permissions.ManageAlerts);

    internal sealed record Command(TenantId Tenant, Actor Actor, Guid Id, SilenceRequest Silence) : IRequest<Guid>;

    internal sealed record Response(Guid Id);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(TimeProvider clock) =>
            RuleFor(c => c.Silence).SetValidator(new SilenceRules(clock)).OverridePropertyName("");
    }

    internal sealed class Handler(SilenceStore silences, TimeProvider clock) : IRequestHandler<Command, Guid>
    {
        public async Task<Guid> Handle(Command request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var read = await silences.GetAsync(request.Tenant, request.Id, cancellationToken);
            var changes = new DocumentChanges();
            if (IsSameSilence(read.Value, request.Silence, now))
            {
                var changed = read.Value with
                {
                    StartsAt = request.Silence.StartsAt ?? read.Value.StartsAt,
                    EndsAt = request.Silence.EndsAt,
                    Comment = request.Silence.Comment,
                    CreatedBy = request.Actor.Name,
                    UpdatedAt = now,
                };
                await silences.CommitAsync(silences.Replace(changes, read, changed, request.Actor), cancellationToken);
                return changed.Id;
            }

            if (read.Value.StateAt(now) != SilenceState.Expired)
            {
                silences.Replace(changes, read, read.Value.ExpireAt(now), request.Actor);
            }

            var next = CreateSilence.Begin(
                new CreateSilence.Command(request.Tenant, request.Actor, request.Silence),
                now
            );
            await silences.CommitAsync(silences.Add(changes, next, request.Actor), cancellationToken);
            return next.Id;
        }
    }

    /// <summary>Whether the change leaves alone what has been held back so far.</summary>
    internal static bool IsSameSilence(Silence old, SilenceRequest wanted, DateTimeOffset now) =>
        MatchersOf(old.Matchers) == MatchersOf(wanted.Matchers)
        && old.StateAt(now) switch
        {
            SilenceState.Active => wanted.StartsAt is not { } start || SecondsOf(start) == SecondsOf(old.StartsAt),
            SilenceState.Pending => wanted.StartsAt is not { } start || start >= now,
            SilenceState.Expired => false,
            var state => throw new InvalidOperationException($"{state} is no state of a silence."),
        };

    private static string MatchersOf(IReadOnlyList<Matcher> matchers) => new MatcherSet(matchers).ToString();

    // Clients read the start and send it back, some of them with whole seconds.
    private static long SecondsOf(DateTimeOffset time) => time.ToUnixTimeSeconds();
}
