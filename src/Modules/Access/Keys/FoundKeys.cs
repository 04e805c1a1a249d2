using Monolith.Access.Directory;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Access.Keys;

/// <summary>Finds keys that are to be changed.</summary>
internal static class FoundKeys
{
    /// <exception cref="NotFoundException">The tenant has no such key; those of others are not told of.</exception>
    public static ApiKey KeyOf(this DirectoryEdit edit, TenantId tenant, string id) =>
        edit.Before.Documents.Keys.GetValueOrDefault(id)?.Value is { } key && key.Tenant == tenant.Value
            ? key
            : throw new NotFoundException("no-such-api-key", $"The tenant has no key with the id {id}.");
}
