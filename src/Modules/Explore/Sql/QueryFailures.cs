using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monolith.Explore.Admission;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.Problems;

namespace Monolith.Explore.Sql;

/// <summary>Says in words that a caller can act on why the engine did not answer.</summary>
internal static class QueryFailures
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private static readonly Dictionary<int, Func<ClickHouseException, QueryBudget, ProblemException>> Explanations =
        new()
        {
            [0] = (_, _) => Overloaded("The store of records does not answer just now. Try again."),
            [158] = (_, budget) => new QueryBudgetException(budget, "The search read more rows than it may."), // TOO_MANY_ROWS
            [159] = (_, _) => TooSlow(), // TIMEOUT_EXCEEDED
            [160] = (_, _) => TooSlow(), // TOO_SLOW
            [202] = (_, _) => Overloaded("Too many searches are running. Try again."), // TOO_MANY_SIMULTANEOUS_QUERIES
            [427] = (_, _) => // CANNOT_COMPILE_REGEXP
                new InvalidRequestException(
                    "query",
                    "An expression between slashes is not one that the engine can look for."
                ),
            [307] = (_, budget) => new QueryBudgetException(budget, "The search read more bytes than it may."), // TOO_MANY_BYTES
            [241] = (failure, budget) => // MEMORY_LIMIT_EXCEEDED
                failure.Message.Contains("Query memory limit exceeded", StringComparison.Ordinal)
                    ? new QueryBudgetException(budget, "The search needs more memory than it may have.")
                    : Overloaded(
                        "The search needs more memory than there is for it now. Narrow the time range, or try again."
                    ),
        };

    /// <summary>An endpoint filter: failures of queries become problems. What is nobody's fault but ours stays a 500.</summary>
    public static async ValueTask<object?> AsProblems(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        try
        {
            return await next(call);
        }
        catch (ClickHouseException failure) when (Explanations.ContainsKey(failure.Code))
        {
            var services = call.HttpContext.RequestServices;
            var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(QueryFailures));
            logger.QueryFailed(failure.Code, failure.Name);
            throw Explain(failure, services.GetRequiredService<QueryBudgets>().Of(call.HttpContext))!;
        }
    }

    /// <summary>The problem that a failure is to a caller; null when it is nobody's fault but ours.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="budget">What the caller's questions may cost.</param>
    public static ProblemException? Explain(ClickHouseException failure, QueryBudget budget) =>
        Explanations.TryGetValue(failure.Code, out var explain) ? explain(failure, budget) : null;

    /// <summary>The answer took too long.</summary>
    public static TooSlowException TooSlow() =>
        new("The search took longer than one may. Narrow the time range, or add a service, a severity or a word.");

    private static OverloadedException Overloaded(string detail) => new(detail, RetryAfter);
}
