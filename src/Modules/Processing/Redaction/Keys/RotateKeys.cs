using System.Globalization;
using System.Security.Claims;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Audit.Contracts;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Redaction.Keys;

/// <summary>Gives a tenant a new key: <c>POST /api/v1/privacy/keys/rotate</c>. Values get other tokens from then on; the key before
/// still says which ones they had.</summary>
internal static class RotateKeys
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/privacy/keys/rotate",
                async (HttpRequest request, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var body = await PrivacyJson.ReadAsync<Body>(request, cancellationToken);
                    var keys = await mediator.Send(new Command(request.HttpContext.User, body), cancellationToken);
                    return TypedResults.Json(keys, PrivacyJson.Options);
                }
            )
            .Describe(
                "Makes a new key for tokens; the one before is kept to recognise its tokens.",
                api =>
                    api.Takes<Body>("Why.", PrivacyJson.Options)
                        .Gives<KeyList>(StatusCodes.Status200OK, "The keys, the newest first.", PrivacyJson.Options)
            )
            .RequireAuthorization(Permissions.ManagePrivacy);

    internal sealed record Body(string? Reason);

    internal sealed record Command(ClaimsPrincipal Caller, Body Body) : IRequest<KeyList>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500).OverridePropertyName("reason");
    }

    internal sealed class Handler(KeyStore store, KeyRings rings, PrivacyAudit audit)
        : IRequestHandler<Command, KeyList>
    {
        public async Task<KeyList> Handle(Command request, CancellationToken cancellationToken)
        {
            var tenant = TenantId.Of(request.Caller);
            var keys = await store.RotateAsync(
                tenant,
                made =>
                    audit.Entry(
                        tenant,
                        Actor.Of(request.Caller),
                        "processing.key.rotated",
                        new AuditTarget("key", made.Number.ToString(CultureInfo.InvariantCulture)),
                        request.Body.Reason!
                    ),
                cancellationToken
            );
            rings.Of(tenant).Take(keys);
            return KeyList.Of(keys);
        }
    }
}
