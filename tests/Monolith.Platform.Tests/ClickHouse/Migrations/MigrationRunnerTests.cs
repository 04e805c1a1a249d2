using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.ClickHouse.Migrations;

namespace Monolith.Platform.Tests.ClickHouse.Migrations;

public sealed class MigrationRunnerTests(EngineFixture engine)
{
    private static readonly Migration First = new(
        1,
        "0001_first",
        "CREATE TABLE IF NOT EXISTS {table:a} (n UInt64) ENGINE = {engine:MergeTree} ORDER BY n; INSERT INTO a SELECT 1;"
    );

    private static readonly Migration Second = new(2, "0002_second", "INSERT INTO a SELECT 2");

    [Fact]
    public async Task Each_migration_is_applied_once_however_often_the_host_starts()
    {
        using var client = engine.CreateClient("applied_once");

        await ApplyAsync(client, First);
        await ApplyAsync(client, First, Second);
        await ApplyAsync(client, First, Second);

        Assert.Equal([1, 2], await NumbersAsync(client, "SELECT n AS value FROM a ORDER BY n"));
        Assert.Equal(
            [1, 2],
            await NumbersAsync(client, "SELECT number AS value FROM schema_migrations ORDER BY number")
        );
    }

    [Fact]
    public async Task Hosts_that_start_together_apply_each_migration_once()
    {
        var clients = Enumerable.Range(0, 4).Select(_ => engine.CreateClient("together")).ToArray();

        await Task.WhenAll(clients.Select(client => ApplyAsync(client, First, Second)));

        Assert.Equal([1, 2], await NumbersAsync(clients[0], "SELECT n AS value FROM a ORDER BY n"));
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact]
    public async Task A_migration_that_was_changed_afterwards_is_refused()
    {
        using var client = engine.CreateClient("changed");
        await ApplyAsync(client, First, Second);

        var error = await Assert.ThrowsAsync<MigrationException>(() =>
            ApplyAsync(client, First with { Source = First.Source + " " }, Second)
        );

        Assert.Contains("0001_first", error.Message, StringComparison.Ordinal);
        Assert.Contains("changed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_migration_that_fails_is_tried_again_and_those_before_it_stay()
    {
        using var client = engine.CreateClient("failing");
        var broken = new Migration(2, "0002_second", "INSERT INTO not_there SELECT 2");
        var error = await Assert.ThrowsAsync<ClickHouseException>(() => ApplyAsync(client, First, broken));

        await ApplyAsync(client, First, Second);

        Assert.Equal("UNKNOWN_TABLE", error.Name);
        Assert.Equal([1, 2], await NumbersAsync(client, "SELECT n AS value FROM a ORDER BY n"));
    }

    [Fact]
    public async Task A_host_that_died_in_its_turn_is_overtaken_once_its_lease_is_over()
    {
        using var client = engine.CreateClient("overtaken");
        await ApplyAsync(client, First);
        await SayAsync(client, turn: 7, at: "now64(3) - 61");

        await ApplyAsync(client, First, Second);

        Assert.Equal([8], await NumbersAsync(client, "SELECT max(turn) AS value FROM schema_lock"));
        Assert.Equal([1, 2], await NumbersAsync(client, "SELECT n AS value FROM a ORDER BY n"));
    }

    [Fact]
    public async Task A_host_waits_for_one_that_is_alive()
    {
        using var client = engine.CreateClient("waiting");
        using var stop = new CancellationTokenSource();
        await ApplyAsync(client, First);
        await SayAsync(client, turn: 7, at: "now64(3)");

        var waiting = Runner(client).ApplyAsync([First, Second], stop.Token);
        var answered = await Task.WhenAny(waiting, client.PingAsync(CancellationToken.None));
        await stop.CancelAsync();

        Assert.NotSame(waiting, answered);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal([1], await NumbersAsync(client, "SELECT n AS value FROM a"));
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_left_as_it_is()
    {
        using var client = engine.CreateClient("newer");
        await ApplyAsync(client, First, Second);

        await ApplyAsync(client, First);

        Assert.Equal([1, 2], await NumbersAsync(client, "SELECT n AS value FROM a ORDER BY n"));
    }

    [Fact]
    public void Numbers_that_do_not_follow_each_other_are_refused()
    {
        Assert.Throws<InvalidOperationException>(() => Migration.InOrder([First, First]));
        Assert.Throws<InvalidOperationException>(() => Migration.InOrder([Second]));
    }

    private static Task ApplyAsync(ClickHouseClient client, params Migration[] migrations) =>
        Runner(client).ApplyAsync(migrations, CancellationToken.None);

    private static MigrationRunner Runner(ClickHouseClient client) =>
        new(client, Options.Create(new ClickHouseOptions()), TimeProvider.System, NullLogger<MigrationRunner>.Instance);

    private static Task SayAsync(ClickHouseClient client, int turn, string at) =>
        client.ExecuteAsync(
            new ClickHouseQuery($"INSERT INTO schema_lock SELECT {turn}, 'another host', false, {at}"),
            CancellationToken.None
        );

    private static async Task<List<long>> NumbersAsync(ClickHouseClient client, string sql)
    {
        var rows = client.QueryAsync<Row>(new ClickHouseQuery(sql), JsonSerializerOptions.Web, CancellationToken.None);
        return await rows.Select(row => row.Value).ToListAsync();
    }

    private sealed record Row(long Value);
}
