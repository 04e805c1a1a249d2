using Monolith.Platform.ClickHouse.Migrations;

namespace Monolith.Platform.Tests.ClickHouse.Migrations;

public sealed class SchemaVariantTests
{
    private const string Source = """
        -- A table; with a view.
        CREATE TABLE IF NOT EXISTS {table:hits} (n UInt64, s String DEFAULT ';') ENGINE = {engine:SummingMergeTree((n))}
        ORDER BY s SETTINGS {deduplication};
        CREATE MATERIALIZED VIEW IF NOT EXISTS {view:hits_mv} TO {local:hits} AS SELECT n FROM {local:source};
        {distributed:hits by sipHash64(s)};
        """;

    [Fact]
    public void For_one_server_the_tables_have_their_plain_names()
    {
        Assert.Equal(
            [
                """
                -- A table; with a view.
                CREATE TABLE IF NOT EXISTS hits (n UInt64, s String DEFAULT ';') ENGINE = SummingMergeTree((n))
                ORDER BY s SETTINGS non_replicated_deduplication_window = 1000
                """,
                "CREATE MATERIALIZED VIEW IF NOT EXISTS hits_mv TO hits AS SELECT n FROM source",
            ],
            new SchemaVariant("db", cluster: null).Statements(Source)
        );
    }

    [Fact]
    public void For_a_cluster_each_table_is_replicated_and_has_a_distributed_one_above_it()
    {
        Assert.Equal(
            [
                """
                -- A table; with a view.
                CREATE TABLE IF NOT EXISTS hits_local ON CLUSTER 'main' (n UInt64, s String DEFAULT ';') ENGINE = ReplicatedSummingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', (n))
                ORDER BY s SETTINGS replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800
                """,
                "CREATE MATERIALIZED VIEW IF NOT EXISTS hits_mv ON CLUSTER 'main' TO hits_local AS SELECT n FROM source_local",
                "CREATE TABLE IF NOT EXISTS hits ON CLUSTER 'main' AS hits_local ENGINE = Distributed('main', 'db', 'hits_local', sipHash64(s))",
            ],
            new SchemaVariant("db", "main").Statements(Source)
        );
    }

    [Fact]
    public void A_placeholder_that_means_nothing_is_refused()
    {
        var error = Assert.Throws<InvalidOperationException>(() =>
            new SchemaVariant("db", cluster: null).Statements("CREATE TABLE {tabel:hits} (n UInt64)")
        );

        Assert.Contains("{tabel:hits}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A;B", new[] { "A", "B" })]
    [InlineData("A;\n;\n -- only a comment;\n;B;\n", new[] { "A", "B" })]
    [InlineData(
        "SELECT ';', \"a;b\", `c;d`, 'it\\'s;', 'it''s;' /* ; */ -- ;\n, 1; B",
        new[] { "SELECT ';', \"a;b\", `c;d`, 'it\\'s;', 'it''s;' /* ; */ -- ;\n, 1", "B" }
    )]
    [InlineData("-- nothing", new string[0])]
    [InlineData("SELECT 'open;", new[] { "SELECT 'open;" })]
    public void A_file_is_parted_at_semicolons_outside_of_quotes_and_comments(string sql, string[] statements)
    {
        Assert.Equal(statements, SqlStatements.Split(sql));
    }
}
