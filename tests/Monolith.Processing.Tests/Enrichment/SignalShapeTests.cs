using Monolith.Platform.Buffers;
using Monolith.Platform.Signals;
using Monolith.Processing.Enrichment;
using static Monolith.Processing.Tests.Enrichment.EnrichWorld;

namespace Monolith.Processing.Tests.Enrichment;

public sealed class SignalShapeTests
{
    [Fact]
    public void Flat_names_of_model_telemetry_get_the_names_of_the_conventions()
    {
        var record = new EnrichWorld().Apply(
            With(
                "model_version=fraud-3.1",
                "latency_ms=12.5",
                "input_size=4096",
                "tokens_used=700",
                "cache_hits=3",
                "x=y"
            )
        );

        Assert.Equal(
            [
                "gen_ai.response.model=fraud-3.1",
                "gen_ai.request.input_size=4096",
                "gen_ai.usage.total_tokens=700",
                "gen_ai.usage.cache_hits=3",
                "x=y",
            ],
            Attributes(record)
        );
        Assert.Equal((12.5, "gen_ai.client.inference"), (record.DurationMs, Text(record.EventName)));
    }

    [Fact]
    public void Older_names_of_the_conventions_become_todays_and_the_tokens_are_added_up()
    {
        var record = new EnrichWorld().Apply(
            With(
                "gen_ai.system=acme",
                "gen_ai.usage.prompt_tokens=20",
                "gen_ai.usage.completion_tokens=22",
                "gen_ai.client.operation.duration=0.25"
            )
        );

        Assert.Equal(
            [
                "gen_ai.provider.name=acme",
                "gen_ai.usage.input_tokens=20",
                "gen_ai.usage.output_tokens=22",
                "gen_ai.usage.total_tokens=42",
            ],
            Attributes(record)
        );
        Assert.Equal(250, record.DurationMs);
    }

    [Fact]
    public void A_latency_alone_makes_no_model_telemetry() =>
        Assert.Equal(["latency_ms=12"], Attributes(new EnrichWorld().Apply(With("latency_ms=12"))));

    [Fact]
    public void A_slow_query_is_marked_and_loses_its_literals()
    {
        var record = With("db.system=postgresql", "db.statement=SELECT * FROM people WHERE name = 'Ann' AND age > 7");
        record.DurationMs = 501;

        new EnrichWorld().Apply(record);

        Assert.Equal(
            [
                "db.system.name=postgresql",
                "db.query.text=SELECT * FROM people WHERE name = ? AND age > ?",
                "db.slow=true",
            ],
            Attributes(record)
        );
        Assert.Equal("db.query", Text(record.EventName));
    }

    [Fact]
    public void What_counts_as_slow_can_be_said()
    {
        var record = With("db.system.name=sqlite");
        record.DurationMs = 60;

        Assert.DoesNotContain("db.slow=true", Attributes(new EnrichWorld().Apply(record)));
        Assert.Contains("db.slow=true", Attributes(new EnrichWorld("""{"slow_query_ms": 50}""").Apply(record)));
    }

    [Fact]
    public void A_failed_query_is_an_event_of_its_own_and_its_parameters_are_hidden()
    {
        var record = new EnrichWorld().Apply(
            With(
                "db.query.text=DELETE FROM t WHERE id = $1",
                "db.query.parameter.0=ann@example.org",
                "error.type=23505"
            )
        );

        Assert.Equal("db.query.failed", Text(record.EventName));
        Assert.Equal(
            ["db.query.text=DELETE FROM t WHERE id = $1", "db.query.parameter.0=?", "error.type=23505"],
            Attributes(record)
        );
    }

    [Fact]
    public void What_entity_framework_says_is_a_query_too()
    {
        var record = new EnrichWorld().Apply(With("commandText=SELECT 1", "elapsed=730"));

        Assert.Equal(["db.query.text=SELECT ?", "elapsed=730", "db.slow=true"], Attributes(record));
    }

    [Fact]
    public void What_happens_in_a_pool_has_one_name()
    {
        var record = new EnrichWorld().Apply(With("pool.name=main", "db.client.connections.pending_requests=9"));

        Assert.Equal("db.pool", Text(record.EventName));
        Assert.Equal(
            ["db.client.connection.pool.name=main", "db.client.connection.pending_requests=9"],
            Attributes(record)
        );
    }

    [Theory]
    [InlineData(
        "",
        "INSERT INTO t1 VALUES (1, -2.5e-3, 'it''s', 0xFF, NULL)",
        "INSERT INTO t1 VALUES (?, -?, ?, ?, NULL)"
    )]
    [InlineData(
        "",
        "SELECT \"a1\", [b2], `c3` FROM t WHERE x=@p0 AND y=:p1 AND z=$2",
        "SELECT \"a1\", [b2], `c3` FROM t WHERE x=@p0 AND y=:p1 AND z=$2"
    )]
    [InlineData("mysql", "SELECT \"Ann\", 'B\\'ob'", "SELECT ?, ?")]
    [InlineData("", "SELECT $tag$ Ann $tag$ -- Bob\nFROM t /* Carl */", "SELECT ? \nFROM t ")]
    [InlineData("", "SELECT 'cut off in the midd", "SELECT ?")]
    [InlineData(
        "mongodb",
        "{\"find\":\"people\",\"filter\":{\"name\":\"Ann\",\"age\":{\"$gt\":7},\"ok\":true}}",
        "{\"find\":?,\"filter\":{\"name\":?,\"age\":{\"$gt\":?},\"ok\":true}}"
    )]
    [InlineData("redis", "SET user:7 Ann", "SET ? ?")]
    [InlineData("redis", "PING", "PING")]
    public void Queries_lose_their_literals(string system, string query, string clean) =>
        Assert.Equal(clean, Text(QuerySanitiser.Clean(Bytes(query), Bytes(system).Span, new ScratchBuffer())));

    [Fact]
    public void Environment_release_and_host_get_the_names_of_the_conventions()
    {
        var world = new EnrichWorld();
        var record = With("env=staging", "release=7.1", "x=y");
        record.Resource.Add(Bytes("deployment.environment"), Bytes("production"));
        record.Resource.Add(Bytes("k8s.pod.name"), Bytes("shop-0"));
        record.Resource.Add(Bytes("hostname"), Bytes("web-1"));
        var before = record.ResourceVersion;

        world.Apply(record);
        var after = record.ResourceVersion;
        world.Apply(record);

        Assert.Equal(5, record.Resource.Count);
        Assert.Equal("production", Text(record.Resource.Items[3].Value));
        Assert.Equal(
            ("host.name", "web-1"),
            (Text(record.Resource.Items[4].Key), Text(record.Resource.Items[4].Value))
        );
        Assert.NotEqual(before, after);
        Assert.Equal(after, record.ResourceVersion);
        Assert.Equal(["env=staging", "release=7.1", "x=y", "service.version=7.1"], Attributes(record));
    }
}
