using System.Globalization;
using System.Security.Claims;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Monolith.Audit.Contracts;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;
using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Redaction.Vault;

/// <summary>Asks to see what was encrypted: <c>POST /api/v1/privacy/reveals</c>. Another person has to agree.</summary>
internal static class RequestReveal
{
    private const int MaxValues = 100;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/privacy/reveals",
                async (HttpRequest request, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var body = await PrivacyJson.ReadAsync<Body>(request, cancellationToken);
                    var view = await mediator.Send(new Command(request.HttpContext.User, body), cancellationToken);
                    request.HttpContext.Response.Headers.Location = $"/api/v1/privacy/reveals/{view.Id}";
                    return TypedResults.Json(view, PrivacyJson.Options, statusCode: StatusCodes.Status202Accepted);
                }
            )
            .Describe(
                "Asks to see encrypted values. Another person has to agree; both are audited.",
                api =>
                    api.Takes<Body>("Which values, why, and where that is written down.", PrivacyJson.Options)
                        .Gives<RevealView>(StatusCodes.Status202Accepted, "The wish.", PrivacyJson.Options)
                        .Refuses(StatusCodes.Status429TooManyRequests, "quota-exceeded")
            )
            .RequireAuthorization(Permissions.RevealValues);

    /// <param name="Values">What to see: whole texts that begin with <c>enc_</c>.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Ticket">Where that is written down.</param>
    internal sealed record Body(IReadOnlyList<string>? Values, string? Reason, string? Ticket);

    internal sealed record Command(ClaimsPrincipal Caller, Body Body) : IRequest<RevealView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Body.Values)
                .Must(values => values is { Count: > 0 and <= MaxValues } && values.All(IsEncrypted))
                .OverridePropertyName("values")
                .WithMessage(
                    $"values must be 1 to {MaxValues} whole texts that begin with enc_. A token cannot be read."
                );
            RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500).OverridePropertyName("reason");
            RuleFor(c => c.Body.Ticket).NotEmpty().MaximumLength(200).OverridePropertyName("ticket");
        }

        private static bool IsEncrypted(string? value) =>
            value is { Length: <= 16_384 } && ParsedToken.Read(value) is { IsEncrypted: true };
    }

    internal sealed class Handler(
        RevealStore reveals,
        PrivacyAudit audit,
        IOptions<PrivacyOptions> options,
        TimeProvider clock
    ) : IRequestHandler<Command, RevealView>
    {
        private static readonly TimeSpan Window = TimeSpan.FromHours(1);

        public async Task<RevealView> Handle(Command request, CancellationToken cancellationToken)
        {
            var (tenant, by, now) = (TenantId.Of(request.Caller), Actor.Of(request.Caller), clock.GetUtcNow());
            var values = request.Body.Values!;
            await CheckQuotaAsync(tenant, values.Count, now, cancellationToken);
            var reveal = new Reveal(
                Guid.CreateVersion7(now).ToString("N"),
                tenant.Value,
                by,
                now,
                request.Body.Reason!,
                request.Body.Ticket!,
                values
            );
            var entry = audit.Entry(
                tenant,
                by,
                "processing.reveal.requested",
                new AuditTarget("reveal", reveal.Id),
                reveal.Reason,
                ("ticket", reveal.Ticket),
                ("values", values.Count.ToString(CultureInfo.InvariantCulture))
            );
            await reveals.AddAsync(reveal, entry, cancellationToken);
            return RevealView.Of(reveal, options.Value.ShowFor);
        }

        // Counted in what is kept, so that it holds for all replicas together and over a restart.
        private async Task CheckQuotaAsync(
            TenantId tenant,
            int values,
            DateTimeOffset now,
            CancellationToken cancellationToken
        )
        {
            var lately = (await reveals.ListAsync(tenant, cancellationToken))
                .Where(reveal => reveal.AskedAt > now - Window)
                .ToList();
            if (lately.Sum(reveal => reveal.Values.Count) + values > options.Value.MaxRevealsPerHour)
            {
                var free = lately.Count == 0 ? Window : lately.Min(reveal => reveal.AskedAt) + Window - now;
                throw new QuotaExceededException(
                    $"Within an hour, {options.Value.MaxRevealsPerHour} values may be asked for.",
                    free
                );
            }
        }
    }
}
