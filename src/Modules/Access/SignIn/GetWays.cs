using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Monolith.Access.ApiKeys;
using Monolith.Access.Directory;
using Monolith.Access.OpenId;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;

namespace Monolith.Access.SignIn;

/// <summary>How people can come in: <c>GET /api/v1/sign-in</c>.</summary>
internal static class GetWays
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/sign-in",
                (IOptions<AccessOptions> options, OpenIdProviders providers, AccessDirectory directory) =>
                    DocumentJson.Answer(
                        new Response(
                            options.Value.LocalAccounts,
                            [.. providers.All.Select(p => new Provider(p.Name, p.Options.Title ?? p.Name))],
                            options.Value.LocalAccounts && !directory.HasOwner,
                            !options.Value.IsConfigured
                        )
                    )
            )
            .Describe(
                "Shows how people can come in.",
                api => api.Gives<Response>(StatusCodes.Status200OK, "The ways that there are.", DocumentJson.Options)
            )
            .AllowAnonymous();

    /// <summary>The ways that there are.</summary>
    /// <param name="Local">With address and password.</param>
    /// <param name="Openid">By these providers of identities, at <c>/sign-in/openid/NAME</c>.</param>
    /// <param name="SetUpNeeded">Nobody is the owner yet: the link that the start has printed makes one.</param>
    /// <param name="Open">Nobody needs to: nothing is configured, and whoever is at this machine may do everything.</param>
    internal sealed record Response(bool Local, IReadOnlyList<Provider> Openid, bool SetUpNeeded, bool Open);

    /// <summary>A provider of identities.</summary>
    /// <param name="Name">Its name in addresses.</param>
    /// <param name="Title">Its name for people.</param>
    internal sealed record Provider(string Name, string Title);
}
