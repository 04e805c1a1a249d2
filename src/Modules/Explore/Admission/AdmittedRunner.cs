using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Monolith.Explore.Query;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.Security;
using Monolith.Storage.Contracts;

namespace Monolith.Explore.Admission;

/// <summary>What is known beforehand about the cost of a question.</summary>
internal enum QueryCost
{
    /// <summary>Nothing: the engine is asked for an estimate first.</summary>
    Unknown,

    /// <summary>It is small: about a few ids, over a roll-up, or over a bounded sample.</summary>
    Small,
}

/// <summary>Asks what the budget of the caller allows, and nothing else. All questions of callers go through here.</summary>
internal sealed class AdmittedRunner(
    IQueryRunner runner,
    QueryExplainer explainer,
    QueryBudgets budgets,
    IHttpContextAccessor http,
    ExploreMetrics metrics
)
{
    // What reads so much takes a second or more: where the engine may say so, its threads get a third of what others get of a processor
    // that both want, ingest among them. With much less it would take for ever on a machine that is always busy.
    private const long SlowRows = 5_000_000;
    private const string NicenessOfSlow = "5";

    // What reads ten times as much leaves one processor to the others besides, and waits in the engine for questions that are quick.
    private const long HeavyRows = 50_000_000;
    private const string PriorityOfHeavy = "10";
    private const string PriorityOfOthers = "1";

    /// <summary>What a question of the caller may cost.</summary>
    /// <param name="tenant">Whose records it would be about.</param>
    public QueryBudget BudgetOf(TenantId tenant) => budgets.Of(tenant, http.HttpContext?.User);

    /// <summary>Runs a question within the budget.</summary>
    /// <param name="query">The question.</param>
    /// <param name="format">A format of ClickHouse.</param>
    /// <param name="cost">What is known about its cost.</param>
    /// <param name="cancellationToken">Stops the query in ClickHouse too.</param>
    /// <exception cref="QueryBudgetException">It would cost more.</exception>
    public async Task<ClickHouseResult> RunAsync(
        TenantQuery query,
        string format,
        QueryCost cost,
        CancellationToken cancellationToken
    )
    {
        var budget = BudgetOf(query.Tenant);
        var rows = cost == QueryCost.Small ? 0 : (await explainer.EstimateAsync(query, cancellationToken)).Rows;
        if (rows > budget.MaxRows)
        {
            var refused = Refusal(budget, rows);
            metrics.QueryRefused(refused.Reason);
            throw refused;
        }

        var settings = Bounded(query.Settings, budget, rows);
        return await runner.RunAsync(query with { Settings = settings }, format, cancellationToken);
    }

    /// <summary>Runs a question within the budget and reads all its rows.</summary>
    /// <param name="query">The question.</param>
    /// <param name="cost">What is known about its cost.</param>
    /// <param name="rowType">What a row is.</param>
    /// <param name="cancellationToken">Stops the query in ClickHouse too.</param>
    /// <exception cref="QueryBudgetException">It would cost more.</exception>
    public async Task<List<TRow>> ReadAsync<TRow>(
        TenantQuery query,
        QueryCost cost,
        JsonTypeInfo<TRow> rowType,
        CancellationToken cancellationToken
    )
    {
        await using var result = await RunAsync(query, "JSONEachRow", cost, cancellationToken);
        return await JsonSerializer
            .DeserializeAsyncEnumerable(result.Body, rowType, topLevelValues: true, cancellationToken)
            .Select(row => row!)
            .ToListAsync(cancellationToken);
    }

    /// <summary>What a question would cost that is going to be asked in parts.</summary>
    /// <returns>Small when all of it together is: then none of its parts has to be estimated.</returns>
    public async Task<QueryCost> CostOfAsync(TenantQuery whole, CancellationToken cancellationToken)
    {
        var budget = BudgetOf(whole.Tenant);
        var rows = (await explainer.EstimateAsync(whole, cancellationToken)).Rows;
        return rows <= Math.Min(SlowRows, budget.MaxRows) ? QueryCost.Small : QueryCost.Unknown;
    }

    // What an index leaves is left of all rows: whoever does not see them all must not learn how many there are.
    private QueryBudgetException Refusal(QueryBudget budget, long rows) =>
        http.HttpContext is { } context && !Reader.Of(context).Scope.HidesNothing
            ? new QueryBudgetException(budget, $"It would read more than {Text(budget.MaxRows)} rows.")
            : new QueryBudgetException(budget, rows);

    private static Dictionary<string, string> Bounded(
        IReadOnlyDictionary<string, string> asked,
        QueryBudget budget,
        long rows
    )
    {
        var seconds = (long)Math.Ceiling(budget.MaxDuration.TotalSeconds);
        if (asked.TryGetValue("max_execution_time", out var text))
        {
            seconds = Math.Min(seconds, long.Parse(text, CultureInfo.InvariantCulture));
        }

        var settings = new Dictionary<string, string>(asked, StringComparer.Ordinal)
        {
            ["max_rows_to_read"] = Text(budget.MaxRows),
            ["max_bytes_to_read"] = Text(budget.MaxBytes),
            ["max_execution_time"] = Text(seconds),
            ["max_memory_usage"] = Text(budget.MaxMemoryBytes),
            ["priority"] = rows > HeavyRows ? PriorityOfHeavy : PriorityOfOthers,
        };
        if (rows > SlowRows)
        {
            settings["os_thread_priority"] = NicenessOfSlow;
        }
        else
        {
            // What is asked for again and again, such as the newest, is unpacked once.
            settings["use_uncompressed_cache"] = "1";
        }

        if (rows > HeavyRows)
        {
            settings["max_threads"] = "1";
        }

        return settings;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
