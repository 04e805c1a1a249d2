using System.Collections.Concurrent;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.Security;
using Monolith.Storage.Contracts;

namespace Monolith.Explore.Tests;

/// <summary>Asks the engine as the tenant. A test may have it ask something else for a tenant of its own.</summary>
internal sealed class TestQueryRunner(ClickHouseClient clickHouse) : IQueryRunner
{
    private readonly ConcurrentDictionary<TenantId, string> _instead = new();

    public Task<ClickHouseResult> RunAsync(TenantQuery query, string format, CancellationToken cancellationToken) =>
        clickHouse.QueryRawAsync(
            new ClickHouseQuery(_instead.GetValueOrDefault(query.Tenant, query.Sql))
            {
                Tenant = query.Tenant,
                Parameters = query.Parameters,
                Settings = query.Settings,
            },
            format,
            cancellationToken
        );

    /// <summary>From now on the tenant's every question is this one.</summary>
    public void AskInstead(TenantId tenant, string sql) => _instead[tenant] = sql;
}
