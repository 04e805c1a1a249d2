using Microsoft.AspNetCore.Routing;

namespace Monolith.Access.ServiceAccounts;

/// <summary>Service accounts, as the module takes them in.</summary>
internal static class ServiceAccountServices
{
    /// <summary>Maps <c>/api/v1/access/service-accounts</c>.</summary>
    public static void MapServiceAccounts(this IEndpointRouteBuilder routes)
    {
        ListServiceAccounts.Map(routes);
        GetServiceAccount.Map(routes);
        SaveServiceAccount.Map(routes);
        DeleteServiceAccount.Map(routes);
    }
}
