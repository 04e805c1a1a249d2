using Monolith.Platform.Language;
using Monolith.Platform.Language.Parsing;
using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Tests.Language.Matching;

public sealed class LanguageExamplesTests
{
    public static readonly TheoryData<string, string> Examples = [.. LanguageExamples.All];

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_question_means_these_records_and_no_others(string query, string records)
    {
        var parsed = LogQueryParser.ParseFilter(query);

        Assert.Empty(parsed.Diagnostics);
        Assert.Equal(records, MatchesOf(parsed.Filter));
        Assert.Equal(records, MatchesOf(LogQueryParser.ParseFilter(LogQueryPrinter.Print(parsed.Filter)).Filter));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Asking_about_a_record_allocates_nothing(string query, string records)
    {
        Assert.NotNull(records);
        var matcher = new LogMatcher(LogQueryParser.ParseFilter(query).Filter, LanguageExamples.Now);
        var all = LanguageExamples.Names.Select(LanguageExamples.Record).ToArray();

        // What an expression has learnt of the text in the first round is kept.
        Assert.Equal(0, Allocations.LeastOf(Ask, times: 100));

        void Ask()
        {
            foreach (var record in all)
            {
                matcher.Matches(record);
            }
        }
    }

    private static string MatchesOf(LogCondition condition)
    {
        var matcher = new LogMatcher(condition, LanguageExamples.Now);
        return string.Join(' ', LanguageExamples.Names.Where(name => matcher.Matches(LanguageExamples.Record(name))));
    }
}
