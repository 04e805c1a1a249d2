using Microsoft.AspNetCore.Routing;

namespace Monolith.Access.Teams;

/// <summary>Teams, as the module takes them in.</summary>
internal static class TeamServices
{
    /// <summary>Maps <c>/api/v1/access/teams</c>.</summary>
    public static void MapTeams(this IEndpointRouteBuilder routes)
    {
        ListTeams.Map(routes);
        GetTeam.Map(routes);
        SaveTeam.Map(routes);
        DeleteTeam.Map(routes);
    }
}
