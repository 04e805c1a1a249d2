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
using Monolith.Processing.Redaction.Keys;

namespace Monolith.Processing.Redaction.Tokens;

/// <summary>Says which tokens a value has, so that a person can be searched for: <c>POST /api/v1/privacy/tokens</c>. Each look is
/// audited, without the value.</summary>
internal static class FindTokens
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/privacy/tokens",
                async (HttpRequest request, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var body = await PrivacyJson.ReadAsync<Body>(request, cancellationToken);
                    var found = await mediator.Send(new Command(request.HttpContext.User, body), cancellationToken);
                    return TypedResults.Json(found, PrivacyJson.Options);
                }
            )
            .Describe(
                "Says which tokens a value has under every key that is not destroyed, to search for them; audited.",
                api =>
                    api.Takes<Body>("The value, and of what kind it is.", PrivacyJson.Options)
                        .Gives<Found>(StatusCodes.Status200OK, "Its tokens, the newest first.", PrivacyJson.Options)
            )
            .RequireAuthorization(Permissions.RevealValues);

    /// <param name="Kind">The kind of the value, such as <c>email</c>.</param>
    /// <param name="Value">The value, in any of the ways to write it.</param>
    internal sealed record Body(string? Kind, string? Value);

    internal sealed record Command(ClaimsPrincipal Caller, Body Body) : IRequest<Found>;

    /// <param name="Tokens">One under each key.</param>
    /// <param name="Query">A question in the search language that finds them all.</param>
    internal sealed record Found(IReadOnlyList<Token> Tokens, string Query);

    /// <param name="Text">The token.</param>
    /// <param name="Key">The number of its key.</param>
    /// <param name="State">What the key may do.</param>
    internal sealed record Token(string Text, int Key, KeyState State);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Body.Kind)
                .Must(kind => kind is not null && TokenKind.IsName(kind))
                .OverridePropertyName("kind")
                .WithMessage("kind must be the first word of the tokens, such as email or phone.");
            RuleFor(c => c.Body.Value).NotEmpty().MaximumLength(1024).OverridePropertyName("value");
        }
    }

    internal sealed class Handler(KeyStore store, IAuditTrail trail, PrivacyAudit audit)
        : IRequestHandler<Command, Found>
    {
        public async Task<Found> Handle(Command request, CancellationToken cancellationToken)
        {
            var tenant = TenantId.Of(request.Caller);
            var kind = TokenKind.Of(request.Body.Kind!);
            var keys = await store.OpenAsync(tenant, cancellationToken);
            var tokens = keys
                .Ring.Living.Select(key => new Token(
                    TokenMaker.Make(key, kind, request.Body.Value!) ?? throw NoValueOf(kind),
                    key.Number,
                    key.State
                ))
                .ToList();
            var entry = audit.Entry(
                tenant,
                Actor.Of(request.Caller),
                "processing.token.looked_up",
                new AuditTarget("token", tokens[0].Text),
                reason: "",
                ("kind", kind.Name),
                ("keys", string.Join(',', tokens.Select(t => t.Key.ToString(CultureInfo.InvariantCulture))))
            );
            await trail.AppendAsync(entry, cancellationToken);
            return new Found(tokens, string.Join(" OR ", tokens.Select(t => $"\"{t.Text}\"")));
        }

        private static InvalidRequestException NoValueOf(TokenKind kind) =>
            new("value", $"This can be no value of the kind {kind}.");
    }
}
