using Monolith.Platform.Security;

namespace Monolith.Access.OpenId;

/// <summary>A provider of identities (<c>Monolith:Access:OpenId:NAME</c>).</summary>
internal sealed class OpenIdOptions
{
    /// <summary>The issuer, below which <c>/.well-known/openid-configuration</c> is: <c>https://login.example.org/realms/shop</c>.</summary>
    public string Authority { get; init; } = "";

    /// <summary>What the provider calls this installation.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>What the installation shows the provider; none for a public client.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>What the page calls the provider; its name in the settings without one.</summary>
    public string? Title { get; init; }

    /// <summary>What is asked for, with spaces between.</summary>
    public string Scopes { get; init; } = "openid profile email";

    /// <summary>The claim that has the groups of a person or a program.</summary>
    public string GroupsClaim { get; init; } = "groups";

    /// <summary>Which group has which role. What a person has in the tenants that are named here follows from their groups alone.</summary>
    public IReadOnlyList<GroupRole> Groups { get; init; } = [];

    /// <summary>Whether somebody who has a verified address of a person that is known here is that person. Only for providers that
    /// may say who anybody is.</summary>
    public bool LinksByEmail { get; init; }

    /// <summary>For whom tokens of programs are meant (<c>aud</c>). Without it programs do not come in by this provider.</summary>
    public string? Audience { get; init; }

    /// <summary>What is wrong with it, in words that follow its setting's name; null when nothing is.</summary>
    public string? Problem =>
        !IsAddress(Authority) ? ":Authority must be an address of https, or of http on loopback."
        : ClientId.Length == 0 ? ":ClientId is missing."
        : Audience == ClientId ? ":Audience must be another than ClientId: who signs in must not pass for a program."
        : !Scopes.Split(' ').Contains("openid", StringComparer.Ordinal) ? ":Scopes must have 'openid'."
        : Groups.Any(g => g.Group.Length == 0 || g.Role.Length == 0) ? ":Groups needs a Group and a Role in each."
        : Groups.FirstOrDefault(g => g.Tenant is not null && !TenantId.IsName(g.Tenant)) is { } wrong
            ? $":Groups has '{wrong.Tenant}', which is no tenant name."
        : null;

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}

/// <summary>Gives a group a role.</summary>
internal sealed class GroupRole
{
    /// <summary>The group, as the provider names it; <c>*</c> for everybody.</summary>
    public string Group { get; init; } = "";

    /// <summary>In which tenant; <c>Monolith:Access:Tenant</c> without one.</summary>
    public string? Tenant { get; init; }

    /// <summary>Which role.</summary>
    public string Role { get; init; } = "";
}
