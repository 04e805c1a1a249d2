using System.Text;
using Monolith.Platform.ClickHouse.Native;

namespace Monolith.Platform.ClickHouse.Migrations;

/// <summary>
/// One migrating host at a time. ClickHouse has no locks to offer, but it drops an insert whose deduplication token it
/// has seen, on one server as in a cluster (through Keeper). So the next turn belongs to whoever inserts its number first.
/// A holder that has died is overtaken when it has not been heard of for <see cref="Lease"/>, by ClickHouse's own clock.
/// </summary>
internal sealed class MigrationLock(ClickHouseClient client, TimeProvider clock)
{
    private const string Table = "schema_lock";
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);
    private readonly string _owner =
        $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.CreateVersion7(clock.GetUtcNow())}";
    private ulong _turn;
    private int _signs;

    public static string Create(SchemaVariant variant) =>
        variant.CreateShared(
            Table,
            "turn UInt64, owner String, released Bool, at DateTime64(3, 'UTC') DEFAULT now64(3)",
            "turn"
        );

    /// <summary>Waits for a turn.</summary>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var latest = await LatestAsync(cancellationToken);
            if (latest.IsFree && await TryTakeAsync(latest.Number + 1, cancellationToken))
            {
                return;
            }

            await Task.Delay(BetweenLooks, clock, cancellationToken);
        }
    }

    /// <summary>Says that the holder is alive.</summary>
    /// <exception cref="MigrationException">Another host believed it dead and has gone on.</exception>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        await SayAsync(released: false, cancellationToken);
        var latest = await LatestAsync(cancellationToken);
        if (latest.Number != _turn)
        {
            throw new MigrationException($"Another host ({latest.Owner}) has taken over the migration.");
        }
    }

    /// <summary>Ends the turn.</summary>
    public Task ReleaseAsync(CancellationToken cancellationToken) => SayAsync(released: true, cancellationToken);

    private async Task<bool> TryTakeAsync(ulong turn, CancellationToken cancellationToken)
    {
        (_turn, _signs) = (turn, 0);
        await SayAsync(released: false, cancellationToken);
        var latest = await LatestAsync(cancellationToken);
        return latest.Number == turn && latest.Owner == _owner;
    }

    /// <summary>Inserts a row for the turn. The token of its first row is the same for all hosts, so only one is kept.</summary>
    private async Task SayAsync(bool released, CancellationToken cancellationToken)
    {
        using var block = new NativeBlock();
        var turn = block.Add("turn", new NumberColumn<ulong>());
        var owner = block.Add("owner", new StringColumn());
        var isReleased = block.Add("released", new BoolColumn());
        turn.Append(_turn);
        owner.Append(Encoding.UTF8.GetBytes(_owner));
        isReleased.Append(released);
        block.EndRow();
        var token = _signs == 0 ? $"turn {_turn}" : $"turn {_turn} {_owner} {_signs}";
        _signs++;
        await client.InsertAsync(ClickHouseInsert.Of(Table, block, token), cancellationToken);
    }

    private async Task<MigrationTurn> LatestAsync(CancellationToken cancellationToken)
    {
        var query = new ClickHouseQuery(
            $"""
            SELECT turn, any(owner) AS owner, (max(released) OR max(at) < now64(3) - {Lease.TotalSeconds})::Bool AS is_free
            FROM {Table} GROUP BY turn ORDER BY turn DESC LIMIT 1
            """
        )
        {
            Settings = MigrationRunner.ReadNewest,
        };
        await foreach (var turn in client.QueryAsync(query, MigrationJson.Default.MigrationTurn, cancellationToken))
        {
            return turn;
        }

        return new MigrationTurn(0, "", IsFree: true);
    }
}
