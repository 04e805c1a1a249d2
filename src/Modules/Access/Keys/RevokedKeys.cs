using Monolith.Access.Directory;

namespace Monolith.Access.Keys;

/// <summary>Revokes keys with those who held them.</summary>
internal static class RevokedKeys
{
    /// <summary>Revokes what somebody holds in a tenant: who came after them must not find it open.</summary>
    public static void RevokeKeysOf(this DirectoryEdit edit, string tenant, KeyHolder holder)
    {
        foreach (var key in edit.Before.Documents.Keys.Values.Select(document => document.Value))
        {
            if (key.Tenant == tenant && key.Holder == holder && key.RevokedAt is null)
            {
                edit.Save(key with { RevokedAt = edit.Now });
            }
        }
    }
}
