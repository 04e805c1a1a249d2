using Monolith.Platform.Security;

namespace Monolith.Access.Roles;

/// <summary>A role that a tenant has made: what those who have it may do, and what of the telemetry they see.</summary>
internal sealed record Role
{
    /// <summary>Whose it is.</summary>
    public required string Tenant { get; init; }

    /// <summary>Its name, which neither another role of the tenant nor a built-in one has.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>What they may do: names of <see cref="Platform.Security.Permissions"/>.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];

    /// <summary>Which rows they see; every row when there are none.</summary>
    public IReadOnlyList<RowRule> Rows { get; init; } = [];

    /// <summary>Fields that they do not see, whatever other roles they have.</summary>
    public IReadOnlyList<string> HiddenFields { get; init; } = [];
}
