namespace Monolith.Access.Sessions;

/// <summary>What a page is told of the session that it asks with.</summary>
/// <param name="Name">What the person is called.</param>
/// <param name="Email">Their address.</param>
/// <param name="Tenant">The tenant that they are in.</param>
/// <param name="Tenants">Where they are a member.</param>
/// <param name="Way">How they have shown who they are: <c>password</c>, <c>set-up</c>, or the name of a provider.</param>
/// <param name="NeedsSecondFactor">Whether they can do nothing before they have set up a second factor.</param>
/// <param name="CsrfToken">Goes into the header <c>X-Csrf-Token</c> of everything that changes something.</param>
internal sealed record SessionView(
    string Name,
    string Email,
    string Tenant,
    IReadOnlyList<string> Tenants,
    string Way,
    bool NeedsSecondFactor,
    string CsrfToken
)
{
    /// <summary>What is told of a session.</summary>
    public static SessionView Of(SignedIn who) =>
        new(
            who.Person.Name,
            who.Person.Email,
            who.Tenant,
            [.. who.Person.Memberships.Select(m => m.Tenant)],
            who.Found.Session.Way,
            who.NeedsSecondFactor,
            who.Found.Session.Csrf
        );
}
