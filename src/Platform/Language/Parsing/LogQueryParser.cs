using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Language.Parsing;

/// <summary>Reads questions in the search language, which docs/query-language.md explains.</summary>
/// <remarks>It never throws: of a text with errors it understands what it can, and says what it did not.</remarks>
public static class LogQueryParser
{
    /// <summary>The most characters that a text may have.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>Reads a whole question: conditions, a time, and stages.</summary>
    public static ParsedQuery Parse(string text)
    {
        var reader = new QueryReader(text);
        return new ParsedQuery(Read(reader), reader.Diagnostics);
    }

    /// <summary>Reads conditions alone, as rules, pipelines and live tails have them.</summary>
    public static ParsedFilter ParseFilter(string text)
    {
        var reader = new QueryReader(text);
        if (IsTooLong(reader))
        {
            return new ParsedFilter(new LogCondition.Everything(), reader.Diagnostics);
        }

        var filter = new ConditionParser(reader, new FieldScope(), time: null).Parse();
        if (!reader.IsAtEnd)
        {
            reader.Error(
                new TextSpan(reader.Position, 1),
                "Only conditions can stand here, no stages. To look for a | in text, put it in quotation marks."
            );
        }

        return new ParsedFilter(filter, reader.Diagnostics);
    }

    /// <summary>What could stand at a place of a question, for completion.</summary>
    /// <param name="text">The question, finished or not.</param>
    /// <param name="position">Before which character the cursor is.</param>
    public static CompletionContext ContextAt(string text, int position)
    {
        position = Math.Clamp(position, 0, text.Length);
        var reader = new QueryReader(text[..position]);
        Read(reader);
        return reader.ContextIn(text);
    }

    private static LogQuery Read(QueryReader reader)
    {
        if (IsTooLong(reader))
        {
            return new LogQuery(new LogCondition.Everything(), null, []);
        }

        var scope = new FieldScope();
        var time = new TimeParser(reader);
        var filter = new ConditionParser(reader, scope, time).Parse();
        var stages = new StageParser(reader, scope).Parse();
        return new LogQuery(filter, time.Time, stages);
    }

    private static bool IsTooLong(QueryReader reader)
    {
        var isTooLong = reader.Text.Length > MaxLength;
        if (isTooLong)
        {
            reader.Error(
                new TextSpan(MaxLength, reader.Text.Length - MaxLength),
                $"A question may have {MaxLength} characters."
            );
        }

        return isTooLong;
    }
}
