using Monolith.Alerting.Contracts;
using Monolith.Healing.Policies;
using Monolith.Healing.Runs;

namespace Monolith.Healing.Tests.Runs;

public sealed class AnalysisTests
{
    private static readonly Verification Limits = new()
    {
        Count = 8,
        ConsecutiveSuccess = 3,
        FailureLimit = 2,
        InconclusiveLimit = 1,
        ConsecutiveErrorLimit = 2,
    };

    // q: quiet, m: met, n: no data, e: error
    [Theory]
    [InlineData("", "Running", "measuring")]
    [InlineData("qq", "Running", "measuring")]
    [InlineData("qqq", "Passed", "quiet")]
    [InlineData("qqmqqq", "Passed", "quiet")]
    [InlineData("qqnqqq", "Passed", "quiet")]
    [InlineData("mm", "Running", "measuring")]
    [InlineData("mmm", "Failed", "alertStays")]
    [InlineData("mqmqm", "Failed", "alertStays")]
    [InlineData("n", "Running", "measuring")]
    [InlineData("nn", "Inconclusive", "noData")]
    [InlineData("nqqn", "Inconclusive", "noData")]
    [InlineData("ee", "Running", "measuring")]
    [InlineData("eee", "Inconclusive", "notMeasurable")]
    [InlineData("eeqeeq", "Running", "measuring")]
    [InlineData("qqeqqeqq", "Inconclusive", "notSettled")]
    public void What_a_row_of_answers_comes_to(string answers, string result, string reason)
    {
        var conditions = answers.Select(letter =>
            letter switch
            {
                'q' => AlertCondition.NotMet,
                'm' => AlertCondition.Met,
                'n' => AlertCondition.NoData,
                _ => AlertCondition.Unknown,
            }
        );

        var (found, why) = Analysis.Of([.. conditions], Limits);

        Assert.Equal(Enum.Parse<StepResult>(result), found);
        Assert.Equal(reason, why);
    }
}
