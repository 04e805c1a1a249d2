using System.Globalization;
using System.Security.Claims;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Audit.Contracts;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Redaction.Keys;

/// <summary>Destroys a key that is not the active one: <c>POST /api/v1/privacy/keys/{key}/destroy</c>. All that it encrypted is lost,
/// and nobody can say any more whose its tokens were.</summary>
internal static class DestroyKey
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/privacy/keys/{key}/destroy",
                async (string key, HttpRequest request, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var body = await PrivacyJson.ReadAsync<Body>(request, cancellationToken);
                    var keys = await mediator.Send(new Command(request.HttpContext.User, key, body), cancellationToken);
                    return TypedResults.Json(keys, PrivacyJson.Options);
                }
            )
            .Describe(
                "Destroys a key of tokens for good: what it encrypted is lost, and its tokens lead nowhere.",
                api =>
                    api.Path("key", "The number of the key.")
                        .Takes<Body>("Why.", PrivacyJson.Options)
                        .Gives<KeyList>(StatusCodes.Status200OK, "The keys, the newest first.", PrivacyJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-key")
                        .Refuses(StatusCodes.Status409Conflict, "key-in-use")
            )
            .RequireAuthorization(Permissions.ManagePrivacy);

    internal sealed record Body(string? Reason);

    internal sealed record Command(ClaimsPrincipal Caller, string Key, Body Body) : IRequest<KeyList>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500).OverridePropertyName("reason");
    }

    internal sealed class Handler(KeyStore store, KeyRings rings, PrivacyAudit audit)
        : IRequestHandler<Command, KeyList>
    {
        public async Task<KeyList> Handle(Command request, CancellationToken cancellationToken)
        {
            // What is no number is the number of no key.
            _ = int.TryParse(request.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            var tenant = TenantId.Of(request.Caller);
            var entry = audit.Entry(
                tenant,
                Actor.Of(request.Caller),
                "processing.key.destroyed",
                new AuditTarget("key", request.Key),
                request.Body.Reason!
            );
            var keys = await store.DestroyAsync(tenant, number, entry, cancellationToken);
            rings.Of(tenant).Take(keys);
            return KeyList.Of(keys);
        }
    }
}
