using Monolith.Platform.Problems;

namespace Monolith.Explore.Admission;

/// <summary>429: as many requests of the caller's ask at this moment as may.</summary>
internal sealed class TooManyQueriesException : ProblemException
{
    /// <param name="most">How many may ask at once.</param>
    public TooManyQueriesException(int most)
        : base(
            429,
            "too-many-queries",
            "Too many questions are asked at once.",
            $"{most} may be asked at once, and as many are. Ask again when one of them is answered."
        ) => RetryAfter = TimeSpan.FromSeconds(1);
}
