using System.Text.RegularExpressions;

namespace Monolith.Platform.ClickHouse.Migrations;

/// <summary>
/// Makes SQL for one server or for a cluster from the same source. In a cluster each table has a replicated
/// <c>_local</c> table on every shard, and a Distributed table with the plain name, so that queries are the same in both.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><c>{table:NAME}</c> names the table in the statement that creates or changes it.</item>
/// <item><c>{view:NAME}</c> names a view in the statement that creates or changes it.</item>
/// <item><c>{local:NAME}</c> names the table that a view reads or writes.</item>
/// <item><c>{engine:MergeTree}</c> is an engine of the MergeTree family, with its arguments if it has any.</item>
/// <item><c>{deduplication}</c> is the setting that makes a repeated insert harmless.</item>
/// <item><c>{distributed:NAME}</c> or <c>{distributed:NAME by KEY}</c> is a statement of its own: the Distributed table.</item>
/// <item><c>{altered:NAME CHANGE}</c> is a statement of its own: the same change to the Distributed table.</item>
/// </list>
/// </remarks>
/// <param name="database">The database that holds the tables.</param>
/// <param name="cluster">The cluster's name, or null for one server.</param>
public sealed partial class SchemaVariant(string database, string? cluster)
{
    private string OnCluster => cluster is null ? "" : $" ON CLUSTER '{cluster}'";

    private string Suffix => cluster is null ? "" : "_local";

    /// <summary>The statement that makes the database.</summary>
    public string CreateDatabase =>
        $"CREATE DATABASE IF NOT EXISTS {SqlName.Quote(database)}{OnCluster} ENGINE = Atomic";

    /// <summary>The statements of a source, ready to run.</summary>
    /// <exception cref="InvalidOperationException">There is a placeholder that means nothing.</exception>
    public IReadOnlyList<string> Statements(string source) =>
        [.. SqlStatements.Split(Placeholder().Replace(source, Fill))];

    /// <summary>A small table that every node of a cluster has whole: the runner's own.</summary>
    internal string CreateShared(string table, string columns, string order)
    {
        var engine = cluster is null
            ? "MergeTree"
            : $"ReplicatedMergeTree('/clickhouse/{database}/{table}', '{{shard}}-{{replica}}')";
        return $"CREATE TABLE IF NOT EXISTS {table}{OnCluster} ({columns}) ENGINE = {engine} ORDER BY {order} SETTINGS {Deduplication}";
    }

    private string Deduplication =>
        cluster is null
            ? "non_replicated_deduplication_window = 1000"
            : "replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800";

    private string Fill(Match match)
    {
        var rest = match.Groups["rest"].Value;
        return match.Groups["word"].Value switch
        {
            "table" => $"{rest}{Suffix}{OnCluster}",
            "view" => $"{rest}{OnCluster}",
            "local" => $"{rest}{Suffix}",
            "engine" => Engine(rest),
            "deduplication" => Deduplication,
            "distributed" => Distributed(rest),
            "altered" => Altered(rest),
            _ => throw new InvalidOperationException($"{match.Value} is no placeholder of migrations."),
        };
    }

    private string Engine(string engine)
    {
        if (cluster is null)
        {
            return engine;
        }

        var (name, arguments) = engine.IndexOf('(', StringComparison.Ordinal) is var open and >= 0
            ? (engine[..open], $", {engine[(open + 1)..^1]}")
            : (engine, "");
        return $"Replicated{name}('/clickhouse/tables/{{uuid}}/{{shard}}', '{{replica}}'{arguments})";
    }

    private string Distributed(string table)
    {
        if (cluster is null)
        {
            return "";
        }

        var (name, key) = table.IndexOf(" by ", StringComparison.Ordinal) is var by and >= 0
            ? (table[..by], $", {table[(by + 4)..]}")
            : (table, "");
        return $"CREATE TABLE IF NOT EXISTS {name}{OnCluster} AS {name}_local"
            + $" ENGINE = Distributed('{cluster}', '{database}', '{name}_local'{key})";
    }

    private string Altered(string change)
    {
        var end = change.IndexOf(' ', StringComparison.Ordinal);
        return cluster is null ? "" : $"ALTER TABLE {change[..end]}{OnCluster}{change[end..]}";
    }

    [GeneratedRegex(
        @"\{(?<word>\w+)(:(?<rest>[^}]*))?\}",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Placeholder();
}
