using Microsoft.AspNetCore.Http;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.Directory;

/// <summary>Who changes the directory, and in which tenant. They give, take and change nothing beyond what they have themselves.</summary>
/// <param name="Actor">Who it is.</param>
/// <param name="Home">Their own tenant, whose audit trail is told too.</param>
/// <param name="Tenant">The tenant that they work in.</param>
/// <param name="Entitlement">What they have.</param>
internal sealed record Administrator(Actor Actor, TenantId Home, TenantId Tenant, Entitlement Entitlement)
{
    /// <summary>Whether what is of all tenants is theirs to change.</summary>
    public bool ManagesTenants => Entitlement.Permissions.Contains(Permissions.ManageTenants);

    /// <summary>The caller, in their own tenant or in the one that <c>?tenant=</c> names.</summary>
    /// <exception cref="NotAllowedException">They name another tenant and do not manage tenants.</exception>
    public static Administrator Of(HttpContext http)
    {
        var home = TenantId.Of(http.User);
        var named = http.Request.Query["tenant"].ToString();
        if (named.Length > 0 && !TenantId.IsName(named))
        {
            throw new InvalidRequestException("tenant", $"tenant must be the name of a tenant.");
        }

        var tenant = named.Length > 0 ? new TenantId(named) : home;
        var administrator = new Administrator(Actor.Of(http.User), home, tenant, Entitlement.Of(http.User));
        return tenant == home || administrator.ManagesTenants
            ? administrator
            : throw new NotAllowedException("tenant-not-allowed", "Only who manages tenants may name another tenant.");
    }

    /// <exception cref="NotAllowedException">They do not have all of this themselves.</exception>
    public void MustCover(Entitlement entitlement, string what)
    {
        if (Entitlement.Covers(entitlement))
        {
            return;
        }

        var missing = entitlement
            .Permissions.Except(Entitlement.Permissions, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        throw new NotAllowedException(
            "beyond-your-own",
            missing.Count > 0
                ? $"{what} has what you do not have yourself: {string.Join(", ", missing)}."
                : $"{what} sees more of the telemetry than you see yourself."
        );
    }

    /// <exception cref="NotFoundException">They work in a tenant that nobody has described: the name may be a slip.</exception>
    public void CheckTenant(DirectoryEdit edit)
    {
        if (Tenant != Home && !edit.Before.Documents.Tenants.ContainsKey(Tenant.Value))
        {
            throw new NotFoundException("no-such-tenant", $"There is no tenant {Tenant}. Add it first.");
        }
    }

    /// <summary>Looks at everybody in the tenant: whoever gets more, by whatever way, gets nothing beyond what the administrator has.</summary>
    /// <exception cref="NotAllowedException">Somebody would.</exception>
    public void CheckWhoGains(DirectoryEdit edit)
    {
        var (before, after) = (Holders(edit.Before), Holders(edit.After));
        foreach (var (name, now) in after)
        {
            if (before.GetValueOrDefault(name) is not { } then || !then.Covers(now))
            {
                MustCover(now, name);
            }
        }
    }

    private Dictionary<string, Entitlement> Holders(DirectorySnapshot snapshot)
    {
        var holders = new Dictionary<string, Entitlement>(StringComparer.Ordinal);
        foreach (var person in snapshot.Documents.People.Values.Select(document => document.Value))
        {
            if (person.In(Tenant.Value) is { } membership)
            {
                holders[person.Id] = snapshot.EntitlementOf(membership);
            }
        }

        foreach (var account in snapshot.Documents.ServiceAccounts.Values.Select(document => document.Value))
        {
            if (account.Tenant == Tenant.Value)
            {
                holders[account.CallerName] = snapshot.EntitlementOf(account);
            }
        }

        foreach (var key in snapshot.Documents.Keys.Values.Select(document => document.Value))
        {
            if (key.Tenant == Tenant.Value && key.RevokedAt is null && snapshot.EntitlementOf(key) is { } entitlement)
            {
                holders[key.CallerName] = entitlement;
            }
        }

        return holders;
    }
}

/// <summary>What the slices of administration have in common.</summary>
internal static class Administration
{
    /// <summary>Makes a change as an administrator does: nobody gets more than the administrator has.</summary>
    public static Task<T> ChangeAsync<T>(
        this AccessDirectory directory,
        Administrator administrator,
        Func<DirectoryEdit, T> decide,
        CancellationToken cancellationToken
    ) =>
        directory.ChangeAsync(
            administrator.Actor,
            administrator.Home,
            edit =>
            {
                administrator.CheckTenant(edit);
                var decided = decide(edit);
                administrator.CheckWhoGains(edit);
                return decided;
            },
            cancellationToken
        );

    /// <summary>Describes the parameter that names another tenant.</summary>
    public static EndpointDescription OfTenant(this EndpointDescription api) =>
        api.Query("tenant", "Another tenant than the caller's own, for callers with `tenants:manage`.");
}
