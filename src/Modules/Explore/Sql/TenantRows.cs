using System.Collections.ObjectModel;
using Monolith.Platform.Security;
using Monolith.Storage.Contracts;

namespace Monolith.Explore.Sql;

/// <summary>What a question gives, to be asked for or to be selected from again. It begins with <see cref="TenantSql"/> and
/// with nothing else, so however deep a question is, its innermost rows are those of one tenant.</summary>
internal sealed class TenantRows(TenantId tenant, SqlValues values, string sql)
{
    /// <summary>The SQL.</summary>
    public string Sql { get; } = sql;

    /// <summary>The values of the question.</summary>
    public SqlValues Values { get; } = values;

    /// <summary>A question about these rows.</summary>
    /// <param name="columns">What is selected.</param>
    /// <param name="rest">What follows: conditions, grouping, order, limit.</param>
    public TenantRows Select(string columns, string rest = "") =>
        new(tenant, Values, $"SELECT {columns} FROM ({Sql}) {rest}".TrimEnd());

    /// <summary>These rows and the others', which have the same columns, the same tenant and the same values.</summary>
    public TenantRows And(IEnumerable<TenantRows> others) =>
        new(tenant, Values, string.Join(" UNION ALL ", others.Prepend(this).Select(rows => rows.Sql)));

    /// <summary>The question as it is asked.</summary>
    /// <param name="settings">Settings for this query alone.</param>
    public TenantQuery ToQuery(IReadOnlyDictionary<string, string>? settings = null) =>
        new(tenant, Sql, Values.All, settings ?? ReadOnlyDictionary<string, string>.Empty);
}
