using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;

namespace Monolith.Audit.Witness;

/// <summary>Says what the signatures of this witness are verified with: <c>GET /api/v1/audit/witness/key</c>.</summary>
internal static class GetWitnessKey
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/witness/key",
                async (WitnessKeys keys, CancellationToken cancellationToken) =>
                {
                    var (key, signer) = await keys.OpenAsync(cancellationToken);
                    signer.Dispose();
                    return TypedResults.Text($"{key}\n", "text/plain; charset=utf-8");
                }
            )
            .Describe(
                "Says what the signatures of this witness are verified with.",
                api => api.GivesAny(StatusCodes.Status200OK, "The key, as `NAME+ID+BASE64`.", "text/plain")
            );
}
