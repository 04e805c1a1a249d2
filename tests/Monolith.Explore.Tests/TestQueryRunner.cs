using System.Collections.Concurrent;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.Security;
using Monolith.Storage.Contracts;

namespace Monolith.Explore.Tests;

/// <summary>Asks the engine as the tenant. A test may have it ask something else for a tenant of its own.</summary>
internal sealed class TestQueryRunner(ClickHouseClient clickHouse) : IQueryRunner
{
    private readonly ConcurrentDictionary<TenantId, (string Sql, Func<string, bool> Of)> _instead = new();

    private readonly ConcurrentQueue<(TenantId Tenant, string Sql)> _asked = new();

    public Task<ClickHouseResult> RunAsync(TenantQuery query, string format, CancellationToken cancellationToken)
    {
        _asked.Enqueue((query.Tenant, query.Sql));
        return clickHouse.QueryRawAsync(
            new ClickHouseQuery(
                _instead.TryGetValue(query.Tenant, out var instead) && instead.Of(query.Sql) ? instead.Sql : query.Sql
            )
            {
                Tenant = query.Tenant,
                Parameters = query.Parameters,
                Settings = query.Settings,
            },
            format,
            cancellationToken
        );
    }

    /// <summary>What the engine was asked for the tenant, in order.</summary>
    public IReadOnlyList<string> Asked(TenantId tenant) =>
        [.. _asked.Where(a => a.Tenant == tenant).Select(a => a.Sql)];

    /// <summary>From now on the tenant's every question is this one.</summary>
    public void AskInstead(TenantId tenant, string sql) => AskInstead(tenant, sql, static _ => true);

    /// <summary>From now on some of the tenant's questions are this one.</summary>
    public void AskInstead(TenantId tenant, string sql, Func<string, bool> of) => _instead[tenant] = (sql, of);
}
