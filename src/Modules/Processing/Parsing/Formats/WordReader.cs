namespace Monolith.Processing.Parsing.Formats;

/// <summary>Takes words off the front of a line: plain ones, some in brackets, some in quotes. Each byte is looked at once.</summary>
internal struct WordReader(ReadOnlyMemory<byte> text)
{
    private ReadOnlyMemory<byte> _rest = text.TrimStart((byte)' ');

    /// <summary>What was not taken yet.</summary>
    public readonly ReadOnlyMemory<byte> Rest => _rest;

    /// <summary>The byte that the next word begins with; 0 at the end.</summary>
    public readonly byte Next => _rest.IsEmpty ? (byte)0 : _rest.Span[0];

    /// <summary>The next word; empty at the end.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        var end = _rest.Span.IndexOfAny((byte)' ', (byte)'\n');
        return Cut(0, end < 0 ? _rest.Length : end, 0);
    }

    /// <summary>What stands in square brackets.</summary>
    public bool TryTakeBracketed(out ReadOnlyMemory<byte> inside)
    {
        inside = default;
        var end = Next == (byte)'[' ? _rest.Span.IndexOf((byte)']') : -1;
        if (end < 0)
        {
            return false;
        }

        inside = Cut(1, end, 1);
        return true;
    }

    /// <summary>What stands in double quotes; a quote behind a backslash is none.</summary>
    public bool TryTakeQuoted(out ReadOnlyMemory<byte> inside)
    {
        inside = default;
        if (Next != (byte)'"')
        {
            return false;
        }

        var span = _rest.Span;
        for (var at = 1; at < span.Length; at++)
        {
            var stop = span[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (stop < 0)
            {
                return false;
            }

            at += stop;
            if (span[at] == (byte)'"')
            {
                inside = Cut(1, at, 1);
                return true;
            }

            at++;
        }

        return false;
    }

    private ReadOnlyMemory<byte> Cut(int start, int end, int behind)
    {
        var word = _rest[start..end];
        _rest = _rest[(end + behind)..].TrimStart(" \n\r"u8);
        return word;
    }
}
