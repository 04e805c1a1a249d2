using Monolith.Platform.Language.Tree;
using Monolith.Platform.Security;

namespace Monolith.Explore.Sql;

/// <summary>Has questions about a person find what is stored in the place of their id. The id itself is looked for, too: it is there
/// in records from before it was replaced.</summary>
internal static class Subjects
{
    /// <summary>The same question, which also finds tokens.</summary>
    public static LogQuery WithTokens(this LogQuery query, TenantId tenant, ISubjectTokens tokens) =>
        query with
        {
            Filter = query.Filter.WithTokens(tenant, tokens),
            Stages =
            [
                .. query.Stages.Select(stage =>
                    stage is LogStage.Where where
                        ? where with
                        {
                            Condition = where.Condition.WithTokens(tenant, tokens),
                        }
                        : stage
                ),
            ],
        };

    /// <summary>The same condition, which tokens meet, too.</summary>
    public static LogCondition WithTokens(this LogCondition condition, TenantId tenant, ISubjectTokens tokens) =>
        condition switch
        {
            LogCondition.All all => new LogCondition.All([.. all.Parts.Select(p => p.WithTokens(tenant, tokens))]),
            LogCondition.Any any => new LogCondition.Any([.. any.Parts.Select(p => p.WithTokens(tenant, tokens))]),
            LogCondition.Not not => new LogCondition.Not(not.Part.WithTokens(tenant, tokens)),
            LogCondition.Equal equal when tokens.Of(tenant, equal.Field.Name, equal.Value) is { Count: > 0 } made =>
                new LogCondition.Any([equal, .. made.Select(token => equal with { Value = token })]),
            _ => condition,
        };
}

/// <summary>Stands in where no module makes tokens.</summary>
internal sealed class NoSubjectTokens : ISubjectTokens
{
    public IReadOnlyList<string> Of(TenantId tenant, string field, string value) => [];
}
