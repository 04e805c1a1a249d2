using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Access.SignIn;

namespace Monolith.Access.Sessions;

/// <summary>Endpoints that sign somebody in have no session to check yet. Another site must not have a browser sign in either, for
/// somebody would then work under another's name.</summary>
internal static class FromHere
{
    /// <summary>Refuses what a browser says that another site has sent.</summary>
    public static RouteHandlerBuilder FromHereOnly(this RouteHandlerBuilder endpoint) =>
        endpoint.AddEndpointFilter(
            (context, next) =>
                context
                    .HttpContext.RequestServices.GetRequiredService<CrossSite>()
                    .IsFromHere(context.HttpContext.Request)
                    ? next(context)
                    : throw new CrossSiteException()
        );
}
