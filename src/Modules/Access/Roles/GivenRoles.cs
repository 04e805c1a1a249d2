using Monolith.Access.Directory;
using Monolith.Platform.Problems;

namespace Monolith.Access.Roles;

/// <summary>Checks names of roles and teams that are given to somebody. What nobody has made yet is not given: whoever made it later
/// would give it to people unseen.</summary>
internal static class GivenRoles
{
    private const int Max = 50;

    /// <exception cref="InvalidRequestException">There is no such role, or there are too many.</exception>
    public static IReadOnlyList<string> RolesOf(
        this DirectorySnapshot snapshot,
        string tenant,
        IReadOnlyList<string>? names
    ) => Checked("roles", names, name => snapshot.RoleOf(tenant, name) is not null);

    /// <exception cref="InvalidRequestException">There is no such team, or there are too many.</exception>
    public static IReadOnlyList<string> TeamsOf(
        this DirectorySnapshot snapshot,
        string tenant,
        IReadOnlyList<string>? names
    ) => Checked("teams", names, name => snapshot.Documents.Teams.ContainsKey(DirectoryDocuments.Id(tenant, name)));

    private static List<string> Checked(string field, IReadOnlyList<string>? names, Func<string, bool> isThere)
    {
        var given = (names ?? []).Distinct(StringComparer.Ordinal).ToList();
        if (given.Count > Max)
        {
            throw new InvalidRequestException(field, $"{field} may have {Max} names.");
        }

        return given.Find(name => !isThere(name)) is { } unknown
            ? throw new InvalidRequestException(field, $"{field} has '{unknown}', which is not there.")
            : given;
    }
}
