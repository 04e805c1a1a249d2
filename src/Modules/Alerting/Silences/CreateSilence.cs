using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Silences;

/// <summary>Holds back the notifications of alerts that match: <c>POST /api/v1/silences</c>.</summary>
internal static class CreateSilence
{
    // Every notification asks all of them.
    private const int MaxSilences = 1_000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/silences",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var silence = await ApiJson.ReadAsync<SilenceRequest>(http.Request, cancellationToken);
                    var command = new Command(TenantId.Of(http.User), Actor.Of(http.User), silence);
                    var id = await mediator.Send(command, cancellationToken);
                    http.Response.Headers.Location = $"/api/v1/silences/{id}";
                    return ApiJson.Answer(new Response(id), StatusCodes.Status201Created);
                }
            )
            .Describe(
                "Holds back the notifications of alerts that match.",
                api =>
                    api.Takes<SilenceRequest>("Which alerts, for how long, and why.", ApiJson.Options)
                        .Gives<Response>(StatusCodes.Status201Created, "The id of the silence.", ApiJson.Options)
                        .Refuses(StatusCodes.Status409Conflict, "too-many-silences")
            )
            .RequireAuthorization(Permissions.ManageAlerts);

    internal sealed record Command(TenantId Tenant, Actor Actor, SilenceRequest Silence) : IRequest<Guid>;

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
            var all = await silences.ListAsync(cancellationToken);
            if (all.Count(s => s.Tenant == request.Tenant.Value) >= MaxSilences)
            {
                throw new ConflictException(
                    "too-many-silences",
                    $"There are {MaxSilences} silences, those of the last five days among them. Use fewer with wider matchers."
                );
            }

            var silence = Begin(request, clock.GetUtcNow());
            await silences.CommitAsync(silences.Add(new DocumentChanges(), silence, request.Actor), cancellationToken);
            return silence.Id;
        }
    }

    /// <summary>A silence that begins now, or later if that was asked for: it never reaches into the past.</summary>
    internal static Silence Begin(Command command, DateTimeOffset now) =>
        new(
            Guid.CreateVersion7(now),
            command.Tenant.Value,
            command.Silence.Matchers,
            command.Silence.StartsAt is { } start && start > now ? start : now,
            command.Silence.EndsAt,
            command.Actor.Name,
            command.Silence.Comment,
            UpdatedAt: now
        );
}
