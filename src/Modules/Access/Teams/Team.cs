namespace Monolith.Access.Teams;

/// <summary>People of a tenant who have roles together. Who is in it stands with the people.</summary>
internal sealed record Team
{
    /// <summary>Whose it is.</summary>
    public required string Tenant { get; init; }

    /// <summary>Its name, which no other team of the tenant has.</summary>
    public required string Name { get; init; }

    /// <summary>The names of the roles that its members have.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];
}
