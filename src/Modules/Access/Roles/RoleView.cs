using Monolith.Platform.Security;

namespace Monolith.Access.Roles;

/// <summary>What a role says, as it is written.</summary>
/// <param name="Permissions">What those who have it may do.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Rows">Which rows they see; every row when there are none.</param>
/// <param name="HiddenFields">Fields that they do not see, whatever other roles they have.</param>
internal sealed record RoleBody(
    IReadOnlyList<string> Permissions,
    string? Description = null,
    IReadOnlyList<RowBody>? Rows = null,
    IReadOnlyList<string>? HiddenFields = null
);

/// <summary>Which rows are seen: those that meet all of it.</summary>
/// <param name="Services">Patterns of service names, <c>*</c> for any characters: one must fit.</param>
/// <param name="Streams">Names of streams.</param>
/// <param name="LeastSeverity">The least severity, 1 to 24; 0 for every record.</param>
internal sealed record RowBody(
    IReadOnlyList<string>? Services = null,
    IReadOnlyList<string>? Streams = null,
    int LeastSeverity = 0
)
{
    public static RowBody Of(RowRule rule) => new(rule.Services, rule.Streams, rule.LeastSeverity);

    public RowRule ToRule() =>
        new()
        {
            Services = Services ?? [],
            Streams = Streams ?? [],
            LeastSeverity = LeastSeverity,
        };
}

/// <summary>A role, as it is shown.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="BuiltIn">Whether every tenant has it, and nobody can change it.</param>
/// <param name="Permissions">What those who have it may do.</param>
/// <param name="Rows">Which rows they see; every row when there are none.</param>
/// <param name="HiddenFields">Fields that they do not see, whatever other roles they have.</param>
internal sealed record RoleView(
    string Name,
    string Description,
    bool BuiltIn,
    IReadOnlyList<string> Permissions,
    IReadOnlyList<RowBody> Rows,
    IReadOnlyList<string> HiddenFields
)
{
    public static RoleView Of(BuiltInRole role) => new(role.Name, role.Description, true, role.Permissions, [], []);

    public static RoleView Of(Role role) =>
        new(role.Name, role.Description, false, role.Permissions, [.. role.Rows.Select(RowBody.Of)], role.HiddenFields);
}
