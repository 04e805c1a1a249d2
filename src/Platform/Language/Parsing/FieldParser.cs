using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Language.Parsing;

/// <summary>Reads the names of fields, and the signs that compare them with something.</summary>
internal sealed class FieldParser(QueryReader reader, FieldScope scope)
{
    /// <summary>True when a field and a sign stand here: <c>status&gt;=</c>. Otherwise nothing was read.</summary>
    public bool TryReadComparison(out WrittenName name, out string sign)
    {
        sign = "";
        var start = reader.Position;
        if (!TryReadName(out name))
        {
            return false;
        }

        var isApart = reader.SkipSpaces();
        if (TryReadSign(out sign) && IsMeant(name, sign, isApart))
        {
            return true;
        }

        reader.Position = start;
        sign = "";
        return false;
    }

    /// <summary>Reads <c>&gt;=</c> and its like.</summary>
    public bool TryReadOrder(out string sign)
    {
        foreach (var order in (ReadOnlySpan<string>)[">=", "<=", ">", "<"])
        {
            if (reader.TryTake(order))
            {
                sign = order;
                return true;
            }
        }

        sign = "";
        return false;
    }

    /// <summary>True when a sign stands here that compares what is before it with something.</summary>
    public bool TryReadSign(out string sign)
    {
        sign = "";
        var (first, second) = (reader.Peek(), reader.Peek(1));
        switch (first)
        {
            // "https://x" and "std::vector" are words.
            case ':' when second == ':' || (second == '/' && reader.Peek(2) == '/'):
            case '=' when second == '>':
                return false;
            case ':' when second == '=':
            case '=' when second == '=':
                sign = "=";
                reader.Position += 2;
                return true;
            case '=' or '!' when second == '~':
                reader.Error(
                    new TextSpan(reader.Position, 2),
                    "An expression is written between slashes: field:/expression/.",
                    [":"],
                    ":"
                );
                sign = first == '=' ? "=" : "!=";
                reader.Position += 2;
                return true;
            case '!' when second == '=':
                sign = "!=";
                reader.Position += 2;
                return true;
            case ':' or '=':
                sign = first.ToString();
                reader.Position++;
                return true;
            default:
                return TryReadOrder(out sign);
        }
    }

    /// <summary>Reads a name where only a field can stand; says so when none does.</summary>
    public LogField? ParseField(string what, params IReadOnlyList<string> keywords)
    {
        reader.SkipSpaces();
        reader.Expect(
            CompletionKinds.Field | (keywords.Count > 0 ? CompletionKinds.Keyword : CompletionKinds.None),
            reader.Position,
            keywords: keywords
        );
        if (TryReadName(out var name) || TryReadQuotedName(out name))
        {
            return Resolve(name);
        }

        reader.Error(
            new TextSpan(reader.Position, reader.IsAtEnd ? 0 : 1),
            $"{what} must be the name of a field.",
            ["a field"]
        );
        return null;
    }

    /// <summary>Reads a name that is given to something; null when there is none.</summary>
    public string? ReadName() => TryReadName(out var name) || TryReadQuotedName(out name) ? name.Text : null;

    /// <summary>The field that is meant; null when the table has no such column, which is said.</summary>
    public LogField? Resolve(WrittenName name)
    {
        var nearest = scope.NearestTo(name.Text);
        if (scope.Resolve(name.Text, name.IsQuoted) is not { } resolved)
        {
            var columns = string.Join(", ", scope.Made);
            reader.Error(
                name.Span,
                $"There is no column {name.Text} here, but there are: {columns}.",
                scope.Made,
                nearest
            );
            return null;
        }

        if (nearest is not null && !scope.IsTable && !name.IsQuoted)
        {
            reader.Hint(name.Span, $"{name.Text} is taken for an attribute. Did you mean {nearest}?", nearest);
        }

        return new LogField(resolved, name.Span);
    }

    private bool TryReadName(out WrittenName name)
    {
        var start = reader.Position;
        var text = reader.PeekName();
        reader.Position += text.Length;
        if (text.Length > 0 && scope.IsTable && reader.Peek() == '(' && TryReadArguments(out var arguments))
        {
            text = ColumnNames.Normalize(text, arguments);
        }

        name = new WrittenName(text, IsQuoted: false, reader.From(start));
        return text.Length > 0;
    }

    private bool TryReadQuotedName(out WrittenName name)
    {
        var start = reader.Position;
        name = new WrittenName(reader.Peek() == '"' ? reader.ReadQuoted() : "", IsQuoted: true, reader.From(start));
        return name.Text.Length > 0;
    }

    // The columns that a stage computed are named as they were written: p99(duration_ms).
    private bool TryReadArguments(out string arguments)
    {
        var start = reader.Position;
        var length = reader.Text.AsSpan(start).IndexOfAny(')', '|', '\n');
        arguments = "";
        if (length < 0 || reader.Text[start + length] != ')')
        {
            return false;
        }

        arguments = reader.Text.Substring(start + 1, length - 1);
        reader.Position = start + length + 1;
        return true;
    }

    // "Error: connection refused" is what a log says, and no question about a field.
    private bool IsMeant(WrittenName name, string sign, bool isApart)
    {
        if (sign != ":" || !(isApart || char.IsWhiteSpace(reader.Peek())) || scope.IsPlainlyField(name.Text))
        {
            return true;
        }

        reader.Hint(
            name.Span,
            $"Before a space this is a word to be found in the body. For a field, write {name.Text}:value."
        );
        return false;
    }
}

/// <summary>The name of a field as it stands in the text.</summary>
internal readonly record struct WrittenName(string Text, bool IsQuoted, TextSpan Span);
