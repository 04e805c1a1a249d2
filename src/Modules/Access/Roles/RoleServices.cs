using Microsoft.AspNetCore.Routing;

namespace Monolith.Access.Roles;

/// <summary>Roles, as the module takes them in.</summary>
internal static class RoleServices
{
    /// <summary>Maps <c>/api/v1/access/roles</c>, and what callers may ask about themselves.</summary>
    public static void MapRoles(this IEndpointRouteBuilder routes)
    {
        ListRoles.Map(routes);
        PreviewRoles.Map(routes);
        GetRole.Map(routes);
        SaveRole.Map(routes);
        DeleteRole.Map(routes);
        ListPermissions.Map(routes);
        GetMe.Map(routes);
    }
}
