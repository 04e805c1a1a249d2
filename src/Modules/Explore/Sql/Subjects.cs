using Monolith.Platform.Language.Tree;
using Monolith.Platform.Security;

namespace Monolith.Explore.Sql;

/// <summary>Has questions about a person find what is stored in the place of their id. The id itself is looked for, too: it is there
/// in records from before it was replaced.</summary>
internal static class Subjects
{
    /// <summary>The same question, which also finds tokens.</summary>
    public static LogQuery WithTokens(this LogQuery query, Reader reader, ISubjectTokens tokens) =>
        query with
        {
            Filter = query.Filter.WithTokens(reader, tokens),
            Stages =
            [
                .. query.Stages.Select(stage =>
                    stage is LogStage.Where where
                        ? where with
                        {
                            Condition = where.Condition.WithTokens(reader, tokens),
                        }
                        : stage
                ),
            ],
        };

    /// <summary>The same condition, which tokens meet, too.</summary>
    public static LogCondition WithTokens(this LogCondition condition, Reader reader, ISubjectTokens tokens) =>
        condition switch
        {
            LogCondition.All all => new LogCondition.All([.. all.Parts.Select(p => p.WithTokens(reader, tokens))]),
            LogCondition.Any any => new LogCondition.Any([.. any.Parts.Select(p => p.WithTokens(reader, tokens))]),
            LogCondition.Not not => new LogCondition.Not(not.Part.WithTokens(reader, tokens)),
            LogCondition.Equal equal
                when tokens.Of(reader.Tenant, equal.Field.Name, equal.Value) is { Count: > 0 } made
                    && Sees(reader, equal) => new LogCondition.Any([
                equal,
                .. made.Select(token => equal with { Value = token }),
            ]),
            _ => condition,
        };

    // Whoever does not see a field finds nothing by it, and must not learn either what stands in the place of somebody's id.
    private static bool Sees(Reader reader, LogCondition.Equal equal) =>
        !new HiddenNames(reader.Scope.HiddenFields).HidesField(equal.Field.Name);
}

/// <summary>Stands in where no module makes tokens.</summary>
internal sealed class NoSubjectTokens : ISubjectTokens
{
    public IReadOnlyList<string> Of(TenantId tenant, string field, string value) => [];
}
