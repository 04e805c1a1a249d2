using System.Collections.ObjectModel;
using Monolith.Platform.Security;

namespace Monolith.Platform.ClickHouse;

/// <summary>One statement for ClickHouse.</summary>
/// <param name="Sql">The statement. Values never stand in it: they are placeholders such as <c>{from:DateTime64(9)}</c>.</param>
public sealed record ClickHouseQuery(string Sql)
{
    /// <summary>
    /// The values of the placeholders, as plain text: the client escapes them. An array is written by
    /// <see cref="ClickHouseArray.Of"/>.
    /// </summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>ClickHouse settings for this statement alone, for example <c>max_execution_time</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Whose rows the statement may see; null is the system itself, which sees all of them.</summary>
    public TenantId? Tenant { get; init; }

    /// <summary>Where unqualified table names lie, if not in the client's database.</summary>
    public string? Database { get; init; }

    /// <summary>What ClickHouse calls the statement in its list of processes. Made by the client if there is none.</summary>
    public string? QueryId { get; init; }
}
