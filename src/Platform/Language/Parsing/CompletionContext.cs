using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Language.Parsing;

/// <summary>What could stand at the cursor.</summary>
/// <param name="Kinds">Of what kind it could be.</param>
/// <param name="Span">What a choice takes the place of: the piece of text in which the cursor stands.</param>
/// <param name="Prefix">The part of that piece before the cursor, without quotation marks.</param>
public sealed record CompletionContext(CompletionKinds Kinds, TextSpan Span, string Prefix)
{
    /// <summary>The field whose values could stand there.</summary>
    public LogField? Field { get; init; }

    /// <summary>Words of the language that could stand there, not narrowed by the prefix.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>True when the piece begins with a quotation mark, which then belongs to <see cref="Span"/>.</summary>
    public bool IsQuoted { get; init; }

    /// <summary>The columns of the table that the stages before make; null when there are still records.</summary>
    public IReadOnlyList<string>? Columns { get; init; }
}

/// <summary>Kinds of things that could stand at the cursor.</summary>
[Flags]
public enum CompletionKinds
{
    /// <summary>Nothing that could be guessed.</summary>
    None = 0,

    /// <summary>A word of the language, one of <see cref="CompletionContext.Keywords"/>.</summary>
    Keyword = 1,

    /// <summary>The name of a field.</summary>
    Field = 2,

    /// <summary>A value of <see cref="CompletionContext.Field"/>.</summary>
    Value = 4,

    /// <summary>A function of a stage: <c>count()</c>, <c>p99()</c>.</summary>
    Function = 8,

    /// <summary>The first word of a stage: <c>stats</c>.</summary>
    Stage = 16,

    /// <summary>A moment: <c>now-1h</c>.</summary>
    Time = 32,

    /// <summary>A length of time: <c>15m</c>.</summary>
    Duration = 64,
}
