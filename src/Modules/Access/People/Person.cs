namespace Monolith.Access.People;

/// <summary>Somebody who signs in. People are of the installation; what they may do is said by each tenant that they are a member of.</summary>
internal sealed record Person
{
    /// <summary>Tells them from others, whatever becomes of their name and address.</summary>
    public required string Id { get; init; }

    /// <summary>Their address, in small letters: the name that the audit trail knows them by. No two people have the same.</summary>
    public required string Email { get; init; }

    /// <summary>What the page calls them.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether every door is shut to them.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>Where they are a member; no tenant is there twice.</summary>
    public IReadOnlyList<Membership> Memberships { get; init; } = [];

    /// <summary>Who they are to providers of identities. No two people have the same.</summary>
    public IReadOnlyList<OutsideIdentity> Identities { get; init; } = [];

    /// <summary>The form in which addresses are kept and compared.</summary>
    public static string Normal(string email) => email.Trim().ToLowerInvariant();

    /// <summary>What they are in a tenant; null when they are no member.</summary>
    public Membership? In(string tenant) => Memberships.FirstOrDefault(m => m.Tenant == tenant);
}

/// <summary>What somebody is in a tenant.</summary>
/// <param name="Tenant">Which tenant.</param>
/// <param name="Roles">The names of their own roles.</param>
/// <param name="Teams">The names of their teams, whose roles they have too.</param>
internal sealed record Membership(string Tenant, IReadOnlyList<string> Roles, IReadOnlyList<string> Teams);

/// <summary>Who somebody is to a provider of identities.</summary>
/// <param name="Issuer">The provider's address.</param>
/// <param name="Subject">What the provider calls them.</param>
internal sealed record OutsideIdentity(string Issuer, string Subject);
