using System.Security.Claims;
using Monolith.Access.Directory;
using Monolith.Access.People;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Access.LocalAccounts;

/// <summary>Whose way in an administrator may change.</summary>
internal static class ManagedAccount
{
    /// <summary>The person, if the caller may do all that they may: whoever changes what somebody signs in with can be them.</summary>
    /// <exception cref="NotFoundException">They are nobody of the caller's tenant.</exception>
    /// <exception cref="NotAllowedException">They may do more, here or elsewhere.</exception>
    public static Person Of(string id, ClaimsPrincipal administrator, AccessDirectory directory)
    {
        var tenant = TenantId.Of(administrator);
        if (directory.PersonOfId(id) is not { } person || person.In(tenant.Value) is null)
        {
            throw new NotFoundException("no-such-person", $"The tenant has no person {id}.");
        }

        var (now, own) = (directory.Now, Entitlement.Of(administrator));
        var isCovered = person.Memberships.All(membership =>
            membership.Tenant == tenant.Value
                ? own.Covers(now.EntitlementOf(membership))
                : own.Permissions.Contains(Permissions.ManageTenants)
        );
        return isCovered
            ? person
            : throw new NotAllowedException(
                "beyond-your-own",
                "They may do more than you may, here or in another tenant."
            );
    }
}
