using System.Globalization;
using System.Text.Json.Nodes;
using Monolith.Platform.Problems;

namespace Monolith.Explore.Admission;

/// <summary>429: the question would cost more than the caller's questions may.</summary>
internal sealed class QueryBudgetException : ProblemException
{
    private const string HowToNarrow =
        "Ask for a shorter time, for one service, or for a trace_id, correlation_id or request_id, which an index finds.";

    /// <summary>It was stopped while it ran, or it was not asked and nobody may know what it would have cost.</summary>
    /// <param name="budget">What it may cost.</param>
    /// <param name="detail">What it crossed.</param>
    public QueryBudgetException(QueryBudget budget, string detail)
        : this(budget, detail, HowToNarrow, needed: null) { }

    /// <summary>It was not asked at all.</summary>
    /// <param name="budget">What it may cost.</param>
    /// <param name="rows">How many rows it would read.</param>
    public QueryBudgetException(QueryBudget budget, long rows)
        : this(
            budget,
            string.Create(
                CultureInfo.InvariantCulture,
                $"It would read {rows:#,0} rows and may read {budget.MaxRows:#,0}."
            ),
            $"{(rows + budget.MaxRows - 1) / budget.MaxRows} times less would fit. {HowToNarrow}",
            new JsonObject { ["rows"] = rows }
        ) { }

    private QueryBudgetException(QueryBudget budget, string detail, string hint, JsonObject? needed)
        : base(429, "query-budget", "The question costs more than it may.", $"{detail} {hint}")
    {
        var extensions = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["budget"] = new JsonObject
            {
                ["rows"] = budget.MaxRows,
                ["bytes"] = budget.MaxBytes,
                ["seconds"] = budget.MaxDuration.TotalSeconds,
                ["memory_bytes"] = budget.MaxMemoryBytes,
            },
            ["hint"] = hint,
        };
        if (needed is not null)
        {
            extensions["needed"] = needed;
        }

        Extensions = extensions;
    }
}
