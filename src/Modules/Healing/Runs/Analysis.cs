using Monolith.Alerting.Contracts;
using Monolith.Healing.Policies;

namespace Monolith.Healing.Runs;

/// <summary>Says what a row of answers to an alert's question comes to, by the rules of Argo Rollouts' analysis. A pure function.
/// No data is not success.</summary>
internal static class Analysis
{
    /// <summary>What the answers so far come to.</summary>
    /// <param name="answers">In order.</param>
    /// <param name="verification">How many of which are needed, or too many.</param>
    public static (StepResult Result, string Reason) Of(
        IReadOnlyList<AlertCondition> answers,
        Verification verification
    )
    {
        var (met, noData, quietInARow, errorsInARow) = (0, 0, 0, 0);
        foreach (var answer in answers)
        {
            met += answer == AlertCondition.Met ? 1 : 0;
            noData += answer == AlertCondition.NoData ? 1 : 0;
            quietInARow = answer == AlertCondition.NotMet ? quietInARow + 1 : 0;
            errorsInARow = answer == AlertCondition.Unknown ? errorsInARow + 1 : 0;
            if (quietInARow >= verification.ConsecutiveSuccess)
            {
                return (StepResult.Passed, "quiet");
            }

            if (met > verification.FailureLimit)
            {
                return (StepResult.Failed, "alertStays");
            }

            if (noData > verification.InconclusiveLimit)
            {
                return (StepResult.Inconclusive, "noData");
            }

            if (errorsInARow > verification.ConsecutiveErrorLimit)
            {
                return (StepResult.Inconclusive, "notMeasurable");
            }
        }

        return answers.Count >= verification.Count
            ? (StepResult.Inconclusive, "notSettled")
            : (StepResult.Running, "measuring");
    }
}
