using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Monolith.Access.ApiKeys;
using Monolith.Access.Directory;
using Monolith.Access.People;
using Monolith.Access.SignIn;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Access.OpenId;

/// <summary>Finds out who a browser is that comes back from a provider, and makes them a person here when they come for the first time.</summary>
internal sealed class OpenIdSignIn(
    AccessDirectory directory,
    ReturnAddress address,
    IOptions<AccessOptions> options,
    TimeProvider clock
)
{
    /// <summary>Who somebody is.</summary>
    /// <exception cref="OpenIdRefusedException">Nobody who may come in, or not by what was shown.</exception>
    /// <exception cref="ProviderUnavailableException">The provider does not answer.</exception>
    public async Task<(Person Person, ClaimsIdentity Token)> FinishAsync(
        OpenIdProvider provider,
        SignInFlow? flow,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var query = request.Query;
        if (
            flow is null
            || flow.Provider != provider.Name
            || !SecretText.AreSame(flow.State, query["state"].ToString())
            || (query["iss"].ToString() is { Length: > 0 } issuer && issuer.TrimEnd('/') != provider.Issuer)
        )
        {
            throw new OpenIdRefusedException("state");
        }

        if (query["code"].ToString() is not { Length: > 0 } code)
        {
            throw new OpenIdRefusedException("provider");
        }

        var returned = address.Of(request, provider.Name);
        var token =
            await provider.RedeemAsync(code, flow.Verifier, returned, cancellationToken)
            ?? throw new OpenIdRefusedException("code");
        var client = provider.Options.ClientId;
        var said =
            await provider.ValidateAsync(token, client, mustExpire: true, cancellationToken)
            ?? throw new OpenIdRefusedException("token");
        if (
            !SecretText.AreSame(flow.Nonce, said.FindFirst("nonce")?.Value ?? "")
            || said.FindFirst("azp") is { } party && party.Value != client
            || said.FindFirst("sub") is null
        )
        {
            throw new OpenIdRefusedException("token");
        }

        return (await PersonOfAsync(provider, said, cancellationToken), said);
    }

    private async Task<Person> PersonOfAsync(
        OpenIdProvider provider,
        ClaimsIdentity said,
        CancellationToken cancellationToken
    )
    {
        var identity = new OutsideIdentity(provider.Issuer, said.FindFirst("sub")!.Value);
        var known = directory.PersonOf(identity.Issuer, identity.Subject) ?? Linked(provider, said, identity);
        var person = known with { Memberships = MembershipsOf(provider, said, known) };
        if (person.IsDisabled || (person.Memberships.Count == 0 && known.Memberships.Count == 0))
        {
            throw new OpenIdRefusedException("not_a_member", known);
        }

        try
        {
            await directory.SaveAsync(
                person,
                Actor.System("openid"),
                new TenantId(options.Value.Tenant),
                cancellationToken
            );
        }
        catch (ConflictException e) when (e.Slug == "last-owner")
        {
            // Somebody has to be the owner, whatever the groups say now.
            return known;
        }
        catch (ConflictException)
        {
            throw new OpenIdRefusedException("address_taken");
        }

        // Saved all the same: other sessions of theirs open nothing any more.
        return person.Memberships.Count > 0 ? person : throw new OpenIdRefusedException("not_a_member", known);
    }

    private Person Linked(OpenIdProvider provider, ClaimsIdentity said, OutsideIdentity identity)
    {
        if (said.FindFirst("email")?.Value is not { Length: > 0 } email)
        {
            throw new OpenIdRefusedException("no_address");
        }

        if (directory.PersonOf(email) is not { } known)
        {
            return new Person
            {
                Id = Guid.CreateVersion7(clock.GetUtcNow()).ToString("n"),
                Email = Person.Normal(email),
                Name = said.FindFirst("name")?.Value ?? "",
                Identities = [identity],
            };
        }

        // Anybody can have any address at a provider that does not look.
        var isVerified = string.Equals(
            said.FindFirst("email_verified")?.Value,
            "true",
            StringComparison.OrdinalIgnoreCase
        );
        return provider.Options.LinksByEmail && isVerified
            ? known with
            {
                Identities = [.. known.Identities, identity],
            }
            : throw new OpenIdRefusedException("address_taken", known);
    }

    private List<Membership> MembershipsOf(OpenIdProvider provider, ClaimsIdentity said, Person known)
    {
        var home = options.Value.Tenant;
        var named = provider.Options.Groups.Select(g => g.Tenant ?? home).ToHashSet(StringComparer.Ordinal);
        var mapped = GroupRoles
            .Of(provider.Options, said, home)
            .Select(m => new Membership(m.Tenant, m.Roles, known.In(m.Tenant)?.Teams ?? []));
        return [.. mapped, .. known.Memberships.Where(m => !named.Contains(m.Tenant))];
    }
}

/// <summary>What the groups of a token give.</summary>
internal static class GroupRoles
{
    /// <summary>The roles in each tenant, in the order of the settings.</summary>
    public static IReadOnlyList<(string Tenant, IReadOnlyList<string> Roles)> Of(
        OpenIdOptions options,
        ClaimsIdentity said,
        string home
    )
    {
        const string Everybody = "*";
        var groups = said.FindAll(options.GroupsClaim).Select(c => c.Value).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. options
                .Groups.Where(g => g.Group == Everybody || groups.Contains(g.Group))
                .GroupBy(g => g.Tenant ?? home, g => g.Role, StringComparer.Ordinal)
                .Select(g => (g.Key, (IReadOnlyList<string>)[.. g.Distinct(StringComparer.Ordinal)])),
        ];
    }
}

/// <summary>Somebody who came back from a provider is not let in.</summary>
/// <param name="reason">Why, for the audit trail.</param>
/// <param name="person">Whom they would have been; null when nobody.</param>
internal sealed class OpenIdRefusedException(string reason, Person? person = null) : Exception(reason)
{
    public string Reason { get; } = reason;

    public Person? Person { get; } = person;
}
