using System.Globalization;
using System.Text.Json.Nodes;
using Monolith.Platform.Problems;

namespace Monolith.Explore.Admission;

/// <summary>429: the question would cost more than the caller's questions may. It was not asked.</summary>
internal sealed class QueryBudgetException : ProblemException
{
    private const string WhatIsWrong = "The question costs more than it may.";
    private const string HowToNarrow =
        "Ask for a shorter time, for one service, or for a trace_id, correlation_id or request_id, which an index finds.";

    /// <summary>It was stopped while it ran.</summary>
    /// <param name="detail">What it crossed.</param>
    public QueryBudgetException(string detail)
        : base(429, "query-budget", WhatIsWrong, $"{detail} {HowToNarrow}") =>
        Extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["hint"] = HowToNarrow };

    /// <summary>It was not asked at all.</summary>
    /// <param name="budget">What it may cost.</param>
    /// <param name="rows">How many rows it would read.</param>
    public QueryBudgetException(QueryBudget budget, long rows)
        : base(429, "query-budget", WhatIsWrong, Sentences(budget, rows)) =>
        Extensions = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["budget"] = new JsonObject
            {
                ["rows"] = budget.MaxRows,
                ["bytes"] = budget.MaxBytes,
                ["seconds"] = budget.MaxDuration.TotalSeconds,
                ["memory_bytes"] = budget.MaxMemoryBytes,
            },
            ["needed"] = new JsonObject { ["rows"] = rows },
            ["hint"] = Hint(budget, rows),
        };

    private static string Sentences(QueryBudget budget, long rows) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"It would read {rows:#,0} rows and may read {budget.MaxRows:#,0}. {Hint(budget, rows)}"
        );

    private static string Hint(QueryBudget budget, long rows) =>
        $"{(rows + budget.MaxRows - 1) / budget.MaxRows} times less would fit. {HowToNarrow}";
}
