namespace Monolith.Platform.ClickHouse.Migrations;

/// <summary>Parts a file of SQL into its statements. ClickHouse takes one at a time.</summary>
internal static class SqlStatements
{
    /// <summary>The statements without the semicolons between them; what is only white space or comments is none.</summary>
    public static IEnumerable<string> Split(string sql)
    {
        var start = 0;
        var hasContent = false;
        for (var i = 0; i < sql.Length; )
        {
            var token = TokenLength(sql.AsSpan(i));
            if (sql[i] == ';')
            {
                if (hasContent)
                {
                    yield return sql[start..i].Trim();
                }

                (start, hasContent) = (i + 1, false);
            }
            else
            {
                hasContent |= !char.IsWhiteSpace(sql[i]) && !IsComment(sql.AsSpan(i));
            }

            i += token;
        }

        if (hasContent)
        {
            yield return sql[start..].Trim();
        }
    }

    private static bool IsComment(ReadOnlySpan<char> sql) => sql.StartsWith("--") || sql.StartsWith("/*");

    /// <summary>How long the comment or quoted text is that begins here; one for everything else.</summary>
    private static int TokenLength(ReadOnlySpan<char> sql)
    {
        if (IsComment(sql))
        {
            var end = sql[0] == '-' ? "\n" : "*/";
            var at = sql[2..].IndexOf(end);
            return at < 0 ? sql.Length : 2 + at + end.Length;
        }

        return sql[0] is '\'' or '`' or '"' ? QuotedLength(sql) : 1;
    }

    private static int QuotedLength(ReadOnlySpan<char> sql)
    {
        for (var i = 1; i < sql.Length; i++)
        {
            if (sql[i] == '\\')
            {
                i++;
            }
            else if (sql[i] == sql[0])
            {
                return i + 1;
            }
        }

        return sql.Length;
    }
}
