using System.Text;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Platform.ClickHouse.Native;

namespace Monolith.Platform.ClickHouse.Migrations;

/// <summary>
/// Brings the database up to a list of migrations. Safe to run twice, and by several hosts at once. A host that dies in the
/// middle leaves nothing that the next run cannot finish, because every statement may be run again.
/// </summary>
public sealed class MigrationRunner(
    ClickHouseClient client,
    IOptions<ClickHouseOptions> options,
    TimeProvider clock,
    ILogger<MigrationRunner> log
)
{
    private const string DefaultTable = "schema_migrations";

    /// <summary>In a cluster, a read that follows a write must see it, whichever node answers.</summary>
    internal static readonly IReadOnlyDictionary<string, string> ReadNewest = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        ["select_sequential_consistency"] = "1",
    };

    /// <summary>Applies those that were not applied yet, in order.</summary>
    /// <exception cref="MigrationException">One that was applied has been changed since.</exception>
    /// <exception cref="ClickHouseException">A statement failed. The migrations before it stay applied.</exception>
    public Task ApplyAsync(IReadOnlyList<Migration> migrations, CancellationToken cancellationToken) =>
        ApplyAsync(DefaultTable, migrations, cancellationToken);

    /// <summary>Applies those of one part of the schema that were not applied yet, in order.</summary>
    /// <param name="table">Remembers which were. Each part that numbers its own migrations has a table of its own.</param>
    /// <param name="migrations">All migrations of the part.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MigrationException">One that was applied has been changed since.</exception>
    /// <exception cref="ClickHouseException">A statement failed. The migrations before it stay applied.</exception>
    public async Task ApplyAsync(string table, IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        var variant = new SchemaVariant(client.Database, options.Value.Cluster);
        await client.ExecuteAsync(
            new ClickHouseQuery(variant.CreateDatabase) { Database = "default" },
            cancellationToken
        );
        await ExecuteAsync(MigrationLock.Create(variant), cancellationToken);
        await ExecuteAsync(
            variant.CreateShared(
                table,
                "number UInt32, name String, checksum String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3)",
                "number"
            ),
            cancellationToken
        );
        if (await PendingAsync(table, migrations, cancellationToken) is { Count: > 0 })
        {
            await ApplyLockedAsync(table, migrations, variant, cancellationToken);
        }
    }

    private async Task ApplyLockedAsync(
        string table,
        IReadOnlyList<Migration> migrations,
        SchemaVariant variant,
        CancellationToken cancellationToken
    )
    {
        var turn = new MigrationLock(client, clock);
        await turn.TakeAsync(cancellationToken);
        try
        {
            // Another host may have applied some while this one waited.
            foreach (var migration in await PendingAsync(table, migrations, cancellationToken))
            {
                foreach (var statement in variant.Statements(migration.Source))
                {
                    await turn.RenewAsync(cancellationToken);
                    await ExecuteAsync(statement, cancellationToken);
                }

                await RecordAsync(table, migration, cancellationToken);
                log.MigrationApplied(migration.Name);
            }
        }
        finally
        {
            await turn.ReleaseAsync(CancellationToken.None);
        }
    }

    private async Task<IReadOnlyList<Migration>> PendingAsync(
        string table,
        IReadOnlyList<Migration> migrations,
        CancellationToken cancellationToken
    )
    {
        var pending = migrations.ToDictionary(migration => migration.Number);
        var query = new ClickHouseQuery($"SELECT number, name, checksum FROM {SqlName.Quote(table)} ORDER BY number")
        {
            Settings = ReadNewest,
        };
        await foreach (
            var applied in client.QueryAsync(query, MigrationJson.Default.AppliedMigration, cancellationToken)
        )
        {
            if (!pending.Remove(applied.Number, out var migration))
            {
                log.MigrationUnknown(applied.Name);
            }
            else if (migration.Checksum != applied.Checksum)
            {
                throw new MigrationException(
                    $"Migration {migration.Name} is not the one that database {client.Database} has applied. "
                        + "An applied migration must never be changed: restore the file and put the change into a new one."
                );
            }
        }

        return [.. pending.Values.OrderBy(migration => migration.Number)];
    }

    private async Task RecordAsync(string table, Migration migration, CancellationToken cancellationToken)
    {
        using var block = new NativeBlock();
        block.Add("number", new NumberColumn<uint>()).Append((uint)migration.Number);
        block.Add("name", new StringColumn()).Append(Encoding.UTF8.GetBytes(migration.Name));
        block.Add("checksum", new StringColumn()).Append(Encoding.UTF8.GetBytes(migration.Checksum));
        block.EndRow();
        await client.InsertAsync(
            ClickHouseInsert.Of(table, block, $"{migration.Number} {migration.Checksum}"),
            cancellationToken
        );
    }

    private Task ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        client.ExecuteAsync(new ClickHouseQuery(sql), cancellationToken);
}

/// <summary>A row of the table of applied migrations.</summary>
internal sealed record AppliedMigration(
    [property: JsonPropertyName("number")] int Number,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("checksum")] string Checksum
);

/// <summary>Whose turn it is to migrate.</summary>
internal sealed record MigrationTurn(
    [property: JsonPropertyName("turn"), JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] ulong Number,
    [property: JsonPropertyName("owner")] string Owner,
    [property: JsonPropertyName("is_free")] bool IsFree
);

[JsonSerializable(typeof(AppliedMigration))]
[JsonSerializable(typeof(MigrationTurn))]
internal sealed partial class MigrationJson : JsonSerializerContext;
