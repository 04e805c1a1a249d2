using Microsoft.AspNetCore.Http;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.Problems;

namespace Monolith.Audit.Reading;

/// <summary>Says to who reads the trail that ClickHouse is away, or not set up yet. What else fails stays a 500.</summary>
internal static class StoreFailures
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    // Unreachable, UNKNOWN_TABLE, UNKNOWN_DATABASE, TOO_MANY_SIMULTANEOUS_QUERIES
    private static readonly int[] Passing = [0, 60, 81, 202];

    public static async ValueTask<object?> AsProblems(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        try
        {
            return await next(call);
        }
        catch (ClickHouseException failure) when (Passing.Contains(failure.Code))
        {
            throw new OverloadedException(
                "The store of the audit trail does not answer just now. Try again.",
                RetryAfter
            );
        }
    }
}
