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
using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Redaction.Subjects;

/// <summary>
/// Forgets a person: <c>POST /api/v1/privacy/forget</c>, by their value or by one of their tokens. Their own keys are destroyed, so
/// that nobody can say any more whose their tokens were, nor read what was encrypted of them; should they come back, they are
/// somebody new. The records stay, and so do all counts.
/// </summary>
internal static class ForgetSubject
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/privacy/forget",
                async (HttpRequest request, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var body = await PrivacyJson.ReadAsync<Body>(request, cancellationToken);
                    var report = await mediator.Send(new Command(request.HttpContext.User, body), cancellationToken);
                    return TypedResults.Json(report, PrivacyJson.Options);
                }
            )
            .Describe(
                "Forgets a person: destroys the keys that lead from their value to their tokens. Cannot be undone.",
                api =>
                    api.Takes<Body>("Who, by a value or by a token, and why.", PrivacyJson.Options)
                        .Gives<Report>(
                            StatusCodes.Status200OK,
                            "Which tokens lead nowhere from now on.",
                            PrivacyJson.Options
                        )
                        .Refuses(StatusCodes.Status404NotFound, "no-such-subject")
            )
            .RequireAuthorization(Permissions.ManagePrivacy);

    /// <param name="Value">A value of the person's. Either this or a token.</param>
    /// <param name="Kinds">What kinds of value it may have come as; without any, all that name a person.</param>
    /// <param name="Token">A token of the person's, or something encrypted of them.</param>
    /// <param name="Reason">Why, for the audit trail: the number of the request.</param>
    internal sealed record Body(
        string? Value = null,
        IReadOnlyList<string>? Kinds = null,
        string? Token = null,
        string? Reason = null
    );

    internal sealed record Command(ClaimsPrincipal Caller, Body Body) : IRequest<Report>;

    /// <param name="Time">When it was done.</param>
    /// <param name="Forgotten">What leads nowhere from now on.</param>
    /// <param name="AuditEntry">The entry of the audit trail that proves it.</param>
    internal sealed record Report(DateTimeOffset Time, IReadOnlyList<Forgotten> Forgotten, string AuditEntry);

    /// <param name="Kind">The kind of the value.</param>
    /// <param name="Key">The number of the key.</param>
    /// <param name="Token">The token that the value had; none when only a token of another key was known.</param>
    /// <param name="TokenPrefix">How all tokens of the person under this key begin.</param>
    internal sealed record Forgotten(string Kind, int Key, string? Token, string TokenPrefix);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Body)
                .Must(body => string.IsNullOrEmpty(body.Value) != string.IsNullOrEmpty(body.Token))
                .OverridePropertyName("value")
                .WithMessage("Send either a value or a token.");
            RuleFor(c => c.Body.Value).MaximumLength(1024).OverridePropertyName("value");
            RuleFor(c => c.Body.Kinds)
                .Must(kinds => kinds is null || (kinds.Count is > 0 and <= 20 && kinds.All(TokenKind.IsName)))
                .OverridePropertyName("kinds")
                .WithMessage("kinds must be 1 to 20 first words of tokens, such as email or phone.");
            RuleFor(c => c.Body.Token)
                .Must(token => string.IsNullOrEmpty(token) || ParsedToken.Read(token) is not null)
                .OverridePropertyName("token")
                .WithMessage(
                    "token must be a whole token, or something encrypted. That of an address leads to nobody."
                );
            RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500).OverridePropertyName("reason");
        }
    }

    internal sealed class Handler(KeyStore store, KeyRings rings, PrivacyAudit audit) : IRequestHandler<Command, Report>
    {
        public async Task<Report> Handle(Command request, CancellationToken cancellationToken)
        {
            var (tenant, by, body) = (TenantId.Of(request.Caller), Actor.Of(request.Caller), request.Body);
            AuditEntry? entry = null;
            var (keys, subjects) = await store.ForgetAsync(
                tenant,
                ring => Find(ring, body),
                found => entry = EntryOf(tenant, by, body.Reason!, found),
                cancellationToken
            );
            rings.Of(tenant).Take(keys);
            return new Report(
                entry!.Time,
                [.. subjects.Select(s => new Forgotten(s.Kind.Name, s.Key.Number, s.Token, s.TokenPrefix))],
                entry.Id
            );
        }

        private static IReadOnlyList<FoundSubject> Find(KeyRing ring, Body body)
        {
            var found = body.Token is { Length: > 0 } token
                ? SubjectFinder.ByToken(ring, ParsedToken.Read(token)!, token)
                : SubjectFinder.ByValue(
                    ring,
                    body.Kinds is { } kinds
                        ? [.. kinds.Distinct(StringComparer.Ordinal).Select(TokenKind.Of)]
                        : TokenKind.Persons,
                    body.Value!
                );
            return found.Count > 0
                ? found
                : throw new NotFoundException(
                    "no-such-subject",
                    "This leads to nobody: it is no value of these kinds, or the person was forgotten before."
                );
        }

        private AuditEntry EntryOf(TenantId tenant, Actor by, string reason, IReadOnlyList<FoundSubject> found) =>
            audit.Entry(
                tenant,
                by,
                "processing.subject.forgotten",
                new AuditTarget("subject", found[0].TokenPrefix),
                reason,
                ("kinds", Joined(found.Select(s => s.Kind.Name))),
                ("keys", Joined(found.Select(s => s.Key.Number.ToString(CultureInfo.InvariantCulture)))),
                ("tokens", Joined(found.Select(s => s.TokenPrefix)))
            );

        private static string Joined(IEnumerable<string> words) =>
            string.Join(',', words.Distinct(StringComparer.Ordinal));
    }
}
