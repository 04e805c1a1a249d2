using System.Globalization;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Audit.Keeping;

/// <summary>Says how long the entries of the caller's trail keep their texts: <c>PUT /api/v1/audit/retention</c>.</summary>
internal static class SaveRetention
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut(
                "/api/v1/audit/retention",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var body = await DocumentJson.ReadAsync<Body>(http.Request, cancellationToken);
                    var command = new Command(TenantId.Of(http.User).Value, Actor.Of(http.User), body);
                    return DocumentJson.Answer(await mediator.Send(command, cancellationToken));
                }
            )
            .Describe(
                "Says how long entries of the audit trail keep their texts.",
                api =>
                    api.Takes<Body>("For how many days, without which it is for ever, and why.", DocumentJson.Options)
                        .Gives<KeepingView>(StatusCodes.Status200OK, "How it is kept now.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
            )
            .RequireAuthorization(Permissions.ManageAudit);

    internal sealed record Body(string Reason, int? KeepDays = null);

    internal sealed record Command(string Tenant, Actor Caller, Body Body) : IRequest<KeepingView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Body.KeepDays).InclusiveBetween(1, TrailKeeping.MaxDays).OverridePropertyName("keep_days");
            RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500).OverridePropertyName("reason");
        }
    }

    internal sealed class Handler(KeepingStore store) : IRequestHandler<Command, KeepingView>
    {
        public async Task<KeepingView> Handle(Command request, CancellationToken cancellationToken)
        {
            var (tenant, days) = (request.Tenant, request.Body.KeepDays);
            var before = await store.FindAsync(tenant, cancellationToken);
            var keeping = (before?.Value ?? TrailKeeping.ForEver) with { KeepDays = days };
            var target = new AuditTarget("audit_trail", tenant);
            var told = store.Entry(tenant, request.Caller, "audit.retention.changed", target, request.Body.Reason) with
            {
                Details = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["before.keep_days"] = Text(before?.Value.KeepDays),
                    ["after.keep_days"] = Text(days),
                },
            };
            await store.SaveAsync(tenant, before, keeping, told, cancellationToken);
            return KeepingView.Of(keeping);
        }

        private static string Text(int? days) => days?.ToString(CultureInfo.InvariantCulture) ?? "for ever";
    }
}
