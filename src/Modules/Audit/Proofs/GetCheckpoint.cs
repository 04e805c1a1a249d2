using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Audit.Proofs;

/// <summary>Says where the caller's trail ends, signed: <c>GET /api/v1/audit/checkpoint</c>. Who keeps it elsewhere can prove later that
/// nothing before it was rewritten.</summary>
internal static class GetCheckpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/checkpoint",
                async (HttpContext http, ProofReader proofs, CancellationToken cancellationToken) =>
                {
                    var checkpoint = await proofs.CheckpointAsync(TenantId.Of(http.User).Value, cancellationToken);
                    return TypedResults.Text(checkpoint.Note!.ToString(), "text/plain; charset=utf-8");
                }
            )
            .Describe(
                "Says where the audit trail ends: kept elsewhere, it proves later that nothing before it was rewritten.",
                api => api.GivesAny(StatusCodes.Status200OK, "The newest checkpoint: a signed note.", "text/plain")
            );
}
