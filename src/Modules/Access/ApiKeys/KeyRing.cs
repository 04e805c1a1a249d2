using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Monolith.Access.Directory;
using Monolith.Platform.Security;

namespace Monolith.Access.ApiKeys;

/// <summary>The keys of this installation, each with what it opens. Keeps hashes only. Thread-safe.</summary>
internal sealed class KeyRing
{
    private readonly List<(byte[] Hash, ClaimsPrincipal Holder)> _keys = [];
    private readonly ClaimsPrincipal? _withoutKey;

    public KeyRing(IOptions<AccessOptions> options)
    {
        var (ingest, admin, tenant) = (options.Value.IngestKey, options.Value.AdminKey, options.Value.Tenant);
        if (!options.Value.IsConfigured)
        {
            _withoutKey = Holder(tenant, "local", Permissions.All, TenantId.AnyName);
            return;
        }

        if (ingest is not null)
        {
            _keys.Add((Hash(ingest), Holder(tenant, "ingest-key", [Permissions.WriteLogs])));
        }

        if (admin is not null)
        {
            _keys.Add((Hash(admin), Holder(tenant, "admin-key", Permissions.All)));
        }

        if (options.Value.MetricsKey is { } metrics)
        {
            _keys.Add((Hash(metrics), Holder(tenant, "metrics-key", [Permissions.ReadMetrics])));
        }

        foreach (var (name, key) in options.Value.Operators)
        {
            _keys.Add((Hash(key), Holder(tenant, name, Permissions.All)));
        }

        foreach (var (name, key) in options.Value.IngestKeys)
        {
            var holder = Holder(key.Tenant ?? tenant, name, [Permissions.WriteLogs], key.OtherTenantNames);
            _keys.Add((Hash(key.Key), holder));
        }
    }

    /// <summary>True when callers must show a key.</summary>
    public bool DemandsKey => _withoutKey is null;

    /// <returns>Who shows this key, or null when it opens nothing.</returns>
    public ClaimsPrincipal? Find(string? key)
    {
        if (_withoutKey is not null)
        {
            return _withoutKey;
        }

        if (string.IsNullOrEmpty(key))
        {
            return null;
        }

        // All keys are compared, each in constant time, so that the answer's time says nothing about any of them.
        var hash = Hash(key);
        ClaimsPrincipal? holder = null;
        foreach (var known in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(known.Hash, hash))
            {
                holder = known.Holder;
            }
        }

        return holder;
    }

    /// <summary>All that is kept of a key.</summary>
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private static ClaimsPrincipal Holder(
        string tenant,
        string name,
        IEnumerable<string> permissions,
        params IEnumerable<string> otherTenants
    ) =>
        Caller.Make(
            ApiKeyAuthentication.Scheme,
            name,
            tenant,
            new Entitlement(permissions, rows: [], hiddenFields: []),
            otherTenants
        );
}
