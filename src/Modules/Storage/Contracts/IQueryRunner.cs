using Monolith.Platform.ClickHouse;
using Monolith.Platform.Security;

namespace Monolith.Storage.Contracts;

/// <summary>Asks ClickHouse on behalf of one tenant, within bounds. Thread-safe.</summary>
public interface IQueryRunner
{
    /// <summary>Runs a query that only reads. ClickHouse itself shows it the tenant's rows and no others.</summary>
    /// <param name="query">The question.</param>
    /// <param name="format">A format of ClickHouse, for example <c>JSONEachRow</c>.</param>
    /// <param name="cancellationToken">Stops the query in ClickHouse too.</param>
    /// <exception cref="ClickHouseException">It failed, crossed a bound, or ClickHouse cannot be reached.</exception>
    Task<ClickHouseResult> RunAsync(TenantQuery query, string format, CancellationToken cancellationToken);
}

/// <summary>A question on behalf of one tenant.</summary>
/// <param name="Tenant">Whose rows it may see.</param>
/// <param name="Sql">One SELECT. Values never stand in it: they are placeholders.</param>
/// <param name="Parameters">The values of the placeholders, as plain text.</param>
/// <param name="Settings">ClickHouse settings for this query alone. They narrow the bounds; they cannot widen them.</param>
public sealed record TenantQuery(
    TenantId Tenant,
    string Sql,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyDictionary<string, string> Settings
)
{
    /// <summary>What the query is called while it runs, of which no other may be called the same; null for a name of its
    /// own.</summary>
    public string? QueryId { get; init; }
}
