using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Monolith.Explore.Admission;
using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Security;
using Monolith.Storage.Contracts;

namespace Monolith.Explore.Tail;

/// <summary>Finds what a tail missed while its reader was away: the records behind an id, in the order they came in.</summary>
internal sealed class TailCatchUp(
    AdmittedRunner runner,
    ISpoolStatus spool,
    IOptions<ExploreOptions> options,
    TimeProvider clock
)
{
    /// <summary>How many are shown at most. Who was away for longer searches.</summary>
    public const int MaxRecords = 10_000;

    private static readonly TimeSpan ShippingPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShippingPoll = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until all that was durable when this was called is in ClickHouse.</summary>
    /// <returns>False when that took too long.</returns>
    public async Task<bool> WaitForShippingAsync(CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        for (var waited = TimeSpan.Zero; waited < ShippingPatience; waited = clock.GetElapsedTime(start))
        {
            var status = spool.Current;
            if (status.WaitingFrames == 0 || status.OldestAge < waited)
            {
                return true;
            }

            await Task.Delay(ShippingPoll, clock, cancellationToken);
        }

        return false;
    }

    /// <summary>The records, each with its id and its whole JSON, valid until the next one is asked for.</summary>
    public async IAsyncEnumerable<(ulong Id, ReadOnlyMemory<byte> Json)> ReadAsync(
        Reader reader,
        LogCondition condition,
        ulong behind,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var bound = new TimeBound(options.Value.MaxExecutionTime, clock);
        var sql = TenantSql.OverLogs(reader, TimeRange.Everything).Where(condition, bound.Now);
        sql.Where($"log_id > {sql.Value(behind)}");
        await using var result = await runner.RunAsync(
            sql.Select(
                RecordColumns.Sql,
                $"ORDER BY log_id LIMIT {sql.Value(MaxRecords)}",
                bound.AsSettings(JsonColumn.Settings)
            ),
            "JSONEachRow",
            QueryCost.Small,
            cancellationToken
        );
        await foreach (var line in JsonLines.ReadAsync(result.Body, cancellationToken))
        {
            var record = RecordColumns.RecordOf(line);
            yield return (IdOf(record.Span), record);
        }
    }

    private static ulong IdOf(ReadOnlySpan<byte> record)
    {
        var json = new Utf8JsonReader(record);
        json.Read(); // the record begins
        json.Read(); // "id"
        json.Read();
        return ulong.Parse(json.GetString()!, CultureInfo.InvariantCulture);
    }
}
