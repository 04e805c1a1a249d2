using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Language.Parsing;

/// <summary>What can be said of conditions as a whole.</summary>
internal static class Conditions
{
    /// <summary>True when a part of it is about the words of a body that is not named.</summary>
    public static bool AsksForWords(LogCondition condition) =>
        condition switch
        {
            LogCondition.All all => all.Parts.Any(AsksForWords),
            LogCondition.Any any => any.Parts.Any(AsksForWords),
            LogCondition.Not not => AsksForWords(not.Part),
            LogCondition.Words or LogCondition.WordLike or LogCondition.Matches { Field.Name: LogFields.Body } => true,
            _ => false,
        };
}
