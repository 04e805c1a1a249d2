using System.Globalization;
using System.Security.Claims;
using System.Text;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;
using Monolith.Processing.Redaction.Keys;
using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Redaction.Vault;

/// <summary>Shows a wish to who asked: <c>GET /api/v1/privacy/reveals/{id}</c>. Once another person has agreed, and for as long as
/// <see cref="PrivacyOptions.ShowFor"/> says, with the values in clear; each such look is audited before it is answered.</summary>
internal static class ShowReveal
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/privacy/reveals/{id}",
                async (string id, HttpContext context, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var view = await mediator.Send(new Query(context.User, id), cancellationToken);
                    context.Response.Headers.CacheControl = "no-store";
                    return TypedResults.Json(view, PrivacyJson.Options);
                }
            )
            .Describe(
                "Shows a wish; to who asked, once another person has agreed and for a while, with the values in clear.",
                api =>
                    api.Path("id", "The id of the wish.")
                        .Gives<RevealView>(StatusCodes.Status200OK, "The wish.", PrivacyJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-reveal")
            )
            .RequireAuthorization(Permissions.RevealValues);

    internal sealed record Query(ClaimsPrincipal Caller, string Id) : IRequest<RevealView>;

    internal sealed class Handler(
        RevealStore reveals,
        KeyStore keys,
        PrivacyAudit audit,
        IOptions<PrivacyOptions> options,
        TimeProvider clock
    ) : IRequestHandler<Query, RevealView>
    {
        public async Task<RevealView> Handle(Query request, CancellationToken cancellationToken)
        {
            var (tenant, by) = (TenantId.Of(request.Caller), Actor.Of(request.Caller));
            var read = await reveals.GetAsync(tenant, request.Id, cancellationToken);
            var view = RevealView.Of(read.Value, options.Value.ShowFor);
            if (view.ShownUntil is not { } end || clock.GetUtcNow() >= end || read.Value.AskedBy != by)
            {
                return view;
            }

            var ring = (await keys.OpenAsync(tenant, cancellationToken)).Ring;
            await NoteLookAsync(tenant, by, read, cancellationToken);
            return view with { Values = [.. read.Value.Values.Select(value => Open(ring, tenant, value))] };
        }

        private async Task NoteLookAsync(
            TenantId tenant,
            Actor by,
            Document<Reveal> read,
            CancellationToken cancellationToken
        )
        {
            var seen = read.Value with { Looks = read.Value.Looks + 1 };
            var entry = audit.Entry(
                tenant,
                by,
                "processing.reveal.shown",
                new AuditTarget("reveal", seen.Id),
                seen.Reason,
                ("ticket", seen.Ticket),
                ("agreed_by", seen.DecidedBy!.Name),
                ("look", seen.Looks.ToString(CultureInfo.InvariantCulture))
            );
            await reveals.ReplaceAsync(read, seen, entry, cancellationToken);
        }

        private static RevealedValue Open(KeyRing ring, TenantId tenant, string encrypted)
        {
            var text = ParsedToken.Read(encrypted)!;
            return ring.Find(text.Version) is { } key && ValueCipher.Read(key, tenant, text) is { } value
                ? new RevealedValue(encrypted, Encoding.UTF8.GetString(value))
                : new RevealedValue(encrypted, IsLost: true);
        }
    }
}
