using System.Text;

namespace Monolith.Platform.Engine.Http;

/// <summary>What a statement is, as far as running it needs to know.</summary>
internal enum StatementKind
{
    /// <summary>A SELECT: its result can be streamed.</summary>
    Select,

    /// <summary>An INSERT that is followed by data.</summary>
    InsertData,

    /// <summary>An INSERT ... SELECT.</summary>
    InsertSelect,

    /// <summary>Anything else, also what does not parse.</summary>
    Other,
}

/// <summary>The outline of a request's text: where the statement ends and where data begins, and in which format.</summary>
/// <remarks>This decides what is SQL and what is data, so it must never call data SQL. It calls a text that begins with
/// INSERT one of the two inserts, or refuses it; the engine is then given the data by another way than the statement.</remarks>
/// <param name="Kind">What it is.</param>
/// <param name="SqlLength">Of the statement without the FORMAT clause that announces data. All of it if there is no data.</param>
/// <param name="Format">The format that the statement names, in or out, or null.</param>
/// <param name="DataStart">Where the data begins in the text. Only with <see cref="StatementKind.InsertData"/>.</param>
/// <param name="WithTotals">It has WITH TOTALS, whose extra rows make sense only after the last row of all.</param>
internal readonly record struct Statement(
    StatementKind Kind,
    int SqlLength,
    string? Format = null,
    int DataStart = 0,
    bool WithTotals = false
)
{
    /// <summary>Reads the outline.</summary>
    /// <exception cref="Library.EngineException">It would make this process read or write a file.</exception>
    public static Statement Of(ReadOnlySpan<byte> text)
    {
        var tokens = new SqlTokens(text);
        if (!tokens.MoveNext())
        {
            return new Statement(StatementKind.Other, text.Length);
        }

        return tokens.Is("INSERT"u8) ? OfInsert(text, tokens) : OfOther(text, tokens);
    }

    private static Statement OfInsert(ReadOnlySpan<byte> text, SqlTokens tokens)
    {
        var more = SkipTarget(ref tokens);
        var selects = false;
        for (var previousIsFrom = false; more; more = tokens.MoveNext())
        {
            if (tokens.Kind == SqlTokenKind.Semicolon)
            {
                throw Refusal.SeveralStatements();
            }

            if (tokens.Depth > 0 || tokens.Kind != SqlTokenKind.Word)
            {
                continue;
            }

            if (previousIsFrom && tokens.Is("INFILE"u8))
            {
                throw Refusal.Infile();
            }

            previousIsFrom = tokens.Is("FROM"u8);
            selects |= tokens.Is("SELECT"u8) || tokens.Is("WITH"u8);
            if (tokens.Is("VALUES"u8) && !selects)
            {
                return new Statement(StatementKind.InsertData, tokens.Start, "Values", tokens.End);
            }

            if (tokens.Is("FORMAT"u8) && !selects)
            {
                var sqlLength = tokens.Start;
                return tokens.MoveNext() && tokens.Kind == SqlTokenKind.Word
                    ? new Statement(
                        StatementKind.InsertData,
                        sqlLength,
                        Encoding.ASCII.GetString(tokens.Text),
                        AfterLineEnd(text, tokens.End)
                    )
                    : throw Refusal.Syntax("A format name is missing after FORMAT");
            }
        }

        return selects
            ? OfOther(text, new SqlTokens(text)) with
            {
                Kind = StatementKind.InsertSelect,
            }
            : throw Refusal.Syntax("The INSERT has neither FORMAT, VALUES nor SELECT");
    }

    // INSERT [INTO] [TABLE] [FUNCTION] name[.name]: any of these names may be a word that means something elsewhere.
    private static bool SkipTarget(ref SqlTokens tokens)
    {
        var more = tokens.MoveNext();
        foreach (var optional in (ReadOnlySpan<string>)["INTO", "TABLE", "FUNCTION"])
        {
            if (more && tokens.Is(Encoding.ASCII.GetBytes(optional)))
            {
                more = tokens.MoveNext();
            }
        }

        more = more && tokens.MoveNext();
        while (more && tokens.Kind == SqlTokenKind.Dot)
        {
            more = tokens.MoveNext() && tokens.MoveNext();
        }

        return more;
    }

    private static Statement OfOther(ReadOnlySpan<byte> text, SqlTokens tokens)
    {
        var streams = tokens.Is("SELECT"u8) || tokens.Is("WITH"u8) || tokens.Text.SequenceEqual("("u8);
        string? format = null;
        var withTotals = false;
        for (var (previous, more) = ("", true); more; more = tokens.MoveNext())
        {
            if (tokens.Kind != SqlTokenKind.Word)
            {
                format = tokens.Kind == SqlTokenKind.Semicolon ? format : null;
                previous = "";
                continue;
            }

            var word = Encoding.ASCII.GetString(tokens.Text).ToUpperInvariant();
            if (previous == "INTO" && word == "OUTFILE")
            {
                throw Refusal.Outfile();
            }

            withTotals |= previous == "WITH" && word == "TOTALS";
            // The clause is the last thing but SETTINGS; anything else that says "format" is a name.
            format =
                previous == "FORMAT" && tokens.Depth == 0 ? Encoding.ASCII.GetString(tokens.Text)
                : word == "SETTINGS" ? format
                : null;
            previous = word;
            if (word == "SETTINGS" && format is not null)
            {
                break;
            }
        }

        return new Statement(streams ? StatementKind.Select : StatementKind.Other, text.Length, format, 0, withTotals);
    }

    // The data of "INSERT ... FORMAT X" begins after the blanks and one line end, as ClickHouse has it.
    private static int AfterLineEnd(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)'\f')
        {
            at++;
        }

        at += at < text.Length && text[at] == (byte)'\r' ? 1 : 0;
        return at + (at < text.Length && text[at] == (byte)'\n' ? 1 : 0);
    }
}
