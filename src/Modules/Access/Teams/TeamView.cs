namespace Monolith.Access.Teams;

/// <summary>What a team says, as it is written.</summary>
/// <param name="Roles">The names of the roles that its members have.</param>
internal sealed record TeamBody(IReadOnlyList<string> Roles);

/// <summary>A team, as it is shown.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Roles">The names of the roles that its members have.</param>
internal sealed record TeamView(string Name, IReadOnlyList<string> Roles)
{
    public static TeamView Of(Team team) => new(team.Name, team.Roles);
}
