using Monolith.Explore.Contracts;
using Monolith.Explore.Sql;
using Monolith.Platform.Language.Tree;

namespace Monolith.Explore.Query;

/// <summary>Questions for records in the order of their time are searches: found window by window, and page by page.</summary>
internal static class SearchPlan
{
    /// <summary>The search that answers the question; null when it is no search.</summary>
    public static SearchLogs? Of(Question question)
    {
        var search = new SearchLogs(question.Reader, question.Query.Filter)
        {
            From = question.From,
            To = question.To,
            Limit = question.Limit,
        };
        foreach (var stage in question.Query.Stages)
        {
            switch (stage)
            {
                case LogStage.Where where when !search.IsOnePage:
                    search = search with { Condition = Conditions.All(search.Condition, where.Condition) };
                    break;
                case LogStage.Sort { Keys: [{ Field.Name: LogFields.Timestamp } key] } when !search.IsOnePage:
                    search = search with
                    {
                        Order = key.IsDescending ? SearchOrder.NewestFirst : SearchOrder.OldestFirst,
                    };
                    break;
                case LogStage.Limit first when first.Count <= search.Limit:
                    search = search with { Limit = first.Count, IsOnePage = true };
                    break;
                default:
                    return null;
            }
        }

        return search;
    }
}
