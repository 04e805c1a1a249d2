using System.Text.Json.Serialization;
using Monolith.Platform.Language;

namespace Monolith.Explore.Completion;

/// <summary>What a choice is.</summary>
[JsonConverter(typeof(CamelCaseEnum<CompletionKind>))]
internal enum CompletionKind
{
    /// <summary>The name of a field.</summary>
    Field,

    /// <summary>A value of a field, a time or a length of time.</summary>
    Value,

    /// <summary>A function of a stage.</summary>
    Function,

    /// <summary>A word of the language.</summary>
    Keyword,

    /// <summary>A stage.</summary>
    Stage,
}

/// <summary>One thing that could stand at the cursor.</summary>
/// <param name="Label">What is shown.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Detail">What there is to say about it.</param>
/// <param name="Count">How many records have it, nearly; null where that is not known.</param>
/// <param name="Apply">What it puts into the question.</param>
internal sealed record CompletionItem(string Label, CompletionKind Kind, string? Detail, long? Count, string Apply);
