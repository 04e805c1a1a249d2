using System.Security.Cryptography;
using Monolith.Access.Directory;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Access.Keys;

/// <summary>Puts keys into the directory. A key is made before the change is decided, which may happen several times.</summary>
internal static class NewKey
{
    private const int MaxKeys = 5_000;

    // So long it is still known who tries a key that opens nothing any more.
    private static readonly TimeSpan KnownAfterwards = TimeSpan.FromDays(90);

    /// <summary>The hash that is kept of a key.</summary>
    public static string HashOf(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        KeyText.Hash(key, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>Adds a key that gives nothing beyond what the administrator has.</summary>
    /// <exception cref="NotAllowedException">It would give more.</exception>
    /// <exception cref="ConflictException">There are too many.</exception>
    public static void Add(DirectoryEdit edit, Administrator administrator, ApiKey key)
    {
        MakeRoom(edit, administrator.Tenant);
        if (key.OtherTenants.Count > 0 && !administrator.ManagesTenants)
        {
            throw new NotAllowedException(
                "beyond-your-own",
                "Only who manages tenants makes keys that bring data of other tenants."
            );
        }

        administrator.MustCover(edit.Before.EntitlementOf(key) ?? Entitlement.None, $"The key {key.Name}");
        edit.Save(key);
    }

    private static void MakeRoom(DirectoryEdit edit, TenantId tenant)
    {
        var keys = edit.Before.Documents.Keys.Values.Select(d => d.Value).Where(k => k.Tenant == tenant.Value).ToList();
        var old = keys.Where(k => (k.RevokedAt ?? k.ExpiresAt) + KnownAfterwards < edit.Now).ToList();
        foreach (var key in old)
        {
            edit.Remove(key);
        }

        if (keys.Count - old.Count >= MaxKeys)
        {
            throw new ConflictException("too-many-keys", $"A tenant may have {MaxKeys} keys.");
        }
    }
}
