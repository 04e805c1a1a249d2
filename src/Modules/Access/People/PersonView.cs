using Monolith.Platform.Security;

namespace Monolith.Access.People;

/// <summary>A person as they are to become, as it is written. What is left out of their name, address and identities stays.</summary>
/// <param name="Roles">The names of their roles in the tenant.</param>
/// <param name="Email">Their address; needed for somebody new.</param>
/// <param name="Name">What the page calls them.</param>
/// <param name="Teams">The names of their teams in the tenant.</param>
/// <param name="IsDisabled">Whether every door is shut to them, in every tenant.</param>
/// <param name="Identities">Who they are to providers of identities.</param>
internal sealed record PersonBody(
    IReadOnlyList<string> Roles,
    string? Email = null,
    string? Name = null,
    IReadOnlyList<string>? Teams = null,
    bool IsDisabled = false,
    IReadOnlyList<OutsideIdentity>? Identities = null
);

/// <summary>A person as one tenant sees them.</summary>
/// <param name="Id">Tells them from others.</param>
/// <param name="Email">Their address.</param>
/// <param name="Name">What the page calls them.</param>
/// <param name="Roles">The names of their roles in the tenant.</param>
/// <param name="Teams">The names of their teams in the tenant.</param>
/// <param name="IsDisabled">Whether every door is shut to them, in every tenant.</param>
/// <param name="Identities">Who they are to providers of identities.</param>
internal sealed record PersonView(
    string Id,
    string Email,
    string Name,
    IReadOnlyList<string> Roles,
    IReadOnlyList<string> Teams,
    bool IsDisabled,
    IReadOnlyList<OutsideIdentity> Identities
)
{
    public static PersonView Of(Person person, TenantId tenant)
    {
        var membership = person.In(tenant.Value)!;
        return new PersonView(
            person.Id,
            person.Email,
            person.Name,
            membership.Roles,
            membership.Teams,
            person.IsDisabled,
            person.Identities
        );
    }
}
