using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Monolith.Access.ApiKeys;
using Monolith.Access.Directory;
using Monolith.Platform.Security;

namespace Monolith.Access.BreakGlass;

/// <summary>The key for emergencies: it lies sealed somewhere, and opens everything when nobody else can. Thread-safe.</summary>
internal sealed class BreakGlassKey
{
    /// <summary>The name that the audit trail knows its holder by.</summary>
    public const string Name = "break-glass";

    private readonly byte[]? _hash;

    public BreakGlassKey(IOptions<AccessOptions> options)
    {
        _hash = options.Value.BreakGlassKey is { } key ? KeyRing.Hash(key) : null;
        Holder = Caller.Make(
            BreakGlassAuthentication.Scheme,
            Name,
            options.Value.Tenant,
            new Entitlement(Permissions.All, rows: [], hiddenFields: [])
        );
    }

    /// <summary>Whoever shows it.</summary>
    public ClaimsPrincipal Holder { get; }

    /// <summary>Whether this is it. Takes as long whatever is shown.</summary>
    public bool Is(string shown) =>
        _hash is not null && CryptographicOperations.FixedTimeEquals(_hash, KeyRing.Hash(shown));
}
