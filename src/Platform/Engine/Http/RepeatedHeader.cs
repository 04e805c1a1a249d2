namespace Monolith.Platform.Engine.Http;

/// <summary>The names (and types) of columns that stand at the beginning of a result in the formats called
/// <c>...WithNames</c> and <c>...WithNamesAndTypes</c>. Each piece of a streamed result repeats them.</summary>
internal static class RepeatedHeader
{
    /// <summary>The length of the header of a piece; 0 in formats that have none.</summary>
    public static int LengthIn(ReadOnlySpan<byte> piece, string format)
    {
        var lists =
            format.EndsWith("WithNamesAndTypes", StringComparison.OrdinalIgnoreCase) ? 2
            : format.EndsWith("WithNames", StringComparison.OrdinalIgnoreCase) ? 1
            : 0;
        return lists == 0 ? 0
            : format.StartsWith("RowBinary", StringComparison.OrdinalIgnoreCase) ? BinaryLength(piece, lists)
            : LinesLength(piece, lists, isCsv: format.StartsWith("CSV", StringComparison.OrdinalIgnoreCase));
    }

    // A count of columns, then as many names, then as many types: each with its length before it.
    private static int BinaryLength(ReadOnlySpan<byte> piece, int lists)
    {
        var at = 0;
        for (var texts = ReadNumber(piece, ref at) * lists; texts > 0; texts--)
        {
            var length = ReadNumber(piece, ref at);
            at += length;
        }

        return at;
    }

    private static int ReadNumber(ReadOnlySpan<byte> piece, ref int at)
    {
        var number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = piece[at++];
            number |= (part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }
    }

    // One line for each list. Only CSV has line ends inside a value, and then between double quotes; the other text
    // formats escape both.
    private static int LinesLength(ReadOnlySpan<byte> piece, int lists, bool isCsv)
    {
        var (at, isQuoted) = (0, false);
        while (lists > 0)
        {
            var next = piece[at++];
            isQuoted ^= isCsv && next == (byte)'"';
            lists -= next == (byte)'\n' && !isQuoted ? 1 : 0;
        }

        return at;
    }
}
