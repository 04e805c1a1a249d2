using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Language.Parsing;

/// <summary>Reads how fields are taken out of text: <c>"took &lt;ms&gt; ms"</c>, <c>url.full /order=(?&lt;order&gt;\d+)/</c>.</summary>
internal sealed class ExtractionParser(QueryReader reader, FieldScope scope, FieldParser fields)
{
    /// <summary>Reads what comes behind <c>parse</c>.</summary>
    public LogStage.Parse? Parse()
    {
        reader.SkipSpaces();
        var source = LogField.Body;
        if (reader.Peek() is not ('"' or '/') || IsBeforeText())
        {
            if (fields.ParseField("Behind parse") is not { } field)
            {
                return null;
            }

            source = field;
            reader.SkipSpaces();
        }

        var start = reader.Position;
        reader.Expect(CompletionKinds.None, start);
        var written = reader.Peek() == '"' ? reader.ReadQuoted() : null;
        var regex = written is null ? "" : ParseText.ToRegex(written);
        if (written is null && !reader.TryReadRegex(out regex))
        {
            reader.Error(
                new TextSpan(start, reader.IsAtEnd ? 0 : 1),
                "Behind parse comes a text with names in angle brackets, or an expression with named groups.",
                ["\"took <ms> ms\"", "/took (?<ms>[0-9]+) ms/"]
            );
            return null;
        }

        return ParseInto(source, regex, written, reader.From(start));
    }

    // A text in quotation marks is the name of a field when what is to be taken out of it comes behind.
    private bool IsBeforeText()
    {
        var rest = new QueryReader(reader.Text[reader.Position..]);
        _ = rest.Peek() == '"' ? rest.ReadQuoted() : "";
        rest.SkipSpaces();
        return rest.Position > 0 && (rest.Peek() == '"' || rest.TryReadRegex(out _));
    }

    private LogStage.Parse? ParseInto(LogField source, string regex, string? written, TextSpan span)
    {
        if (!LogRegex.TryRead(regex, out var read, out var error))
        {
            reader.Error(span, error);
            return null;
        }

        if (read.Names.Count == 0)
        {
            reader.Error(
                span,
                "Nothing in this has a name: write <name> in a text, or (?<name>...) in an expression.",
                ["<name>"]
            );
            return null;
        }

        if (read.Names.FirstOrDefault(LogFields.All.ContainsKey) is { } taken)
        {
            reader.Error(span, $"Records have a field {taken} of their own: choose another name.", ["<name>"]);
            return null;
        }

        scope.Add(read.Names);
        return new LogStage.Parse(source, read.NamedPattern, read.Names, written);
    }
}
