namespace Monolith.Processing.Parsing.Formats;

/// <summary>The lines of a text, one after the other.</summary>
internal struct LineReader(ReadOnlyMemory<byte> text)
{
    private int _at;

    /// <summary>Takes the next line.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="start">Where it begins in the text.</param>
    /// <returns>False when there are no more.</returns>
    public bool TryNext(out ReadOnlyMemory<byte> line, out int start)
    {
        start = _at;
        line = default;
        if (_at >= text.Length)
        {
            return false;
        }

        var length = text.Span[_at..].IndexOf((byte)'\n');
        line = length < 0 ? text[_at..] : text.Slice(_at, length);
        _at = length < 0 ? text.Length : _at + length + 1;
        return true;
    }
}
