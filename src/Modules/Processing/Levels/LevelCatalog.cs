using System.Collections.Frozen;
using Monolith.Platform.Security;

namespace Monolith.Processing.Levels;

/// <summary>The levels of every tenant that has some. Thread-safe; asking costs no lock.</summary>
internal sealed class LevelCatalog
{
    private volatile FrozenDictionary<TenantId, CompiledLevels>? _levels;

    /// <summary>The levels of a tenant; null when it keeps everything.</summary>
    public CompiledLevels? Of(TenantId tenant) => _levels?.GetValueOrDefault(tenant);

    /// <summary>What holds from now on.</summary>
    public void Replace(IEnumerable<KeyValuePair<TenantId, LevelDocument>> levels)
    {
        var compiled = levels
            .Where(tenant => tenant.Value.Rules.Count > 0)
            .ToFrozenDictionary(tenant => tenant.Key, tenant => new CompiledLevels(tenant.Value));

        // Most hosts have none: then a record costs a look at one field.
        _levels = compiled.Count > 0 ? compiled : null;
    }
}
