using System.Text;

namespace Monolith.Platform.Language.Matching;

/// <summary>A pattern of <see cref="Glob"/> made ready to be tried on bytes.</summary>
internal sealed class GlobMatcher
{
    // A piece of the pattern is a byte, or one of these.
    private const ushort One = 256;
    private const ushort Many = 257;

    private readonly ushort[] _pieces;
    private readonly bool _ignoresCase;

    public GlobMatcher(string pattern, bool ignoresCase = false)
    {
        _ignoresCase = ignoresCase;
        var pieces = new List<ushort>();
        var literal = new StringBuilder();
        foreach (var (c, isWildcard) in Glob.Parts(Glob.Normalize(pattern)))
        {
            if (isWildcard)
            {
                Flush();
                pieces.Add(c == '*' ? Many : One);
            }
            else
            {
                literal.Append(c);
            }
        }

        Flush();
        _pieces = [.. pieces];

        void Flush()
        {
            foreach (var b in Encoding.UTF8.GetBytes(literal.ToString()))
            {
                pieces.Add(ignoresCase ? BodyWords.Lower(b) : b);
            }

            literal.Clear();
        }
    }

    /// <summary>True when the pattern fits all of the text. A <c>?</c> stands for one character of UTF-8.</summary>
    public bool Fits(ReadOnlySpan<byte> text)
    {
        // Where to go on when it does not: behind the last "*" with one character more given to it. Those before it need not
        // be tried again, since what they gave away the last one can take.
        var (at, piece) = (0, 0);
        var (retryAt, retryPiece) = (0, -1);
        while (at < text.Length)
        {
            if (piece < _pieces.Length && _pieces[piece] == Many)
            {
                (retryAt, retryPiece) = (at, ++piece);
            }
            else if (piece < _pieces.Length && TakesCharacter(_pieces[piece], text, ref at))
            {
                piece++;
            }
            else if (retryPiece >= 0)
            {
                retryAt += LengthOfCharacter(text[retryAt..]);
                (at, piece) = (retryAt, retryPiece);
            }
            else
            {
                return false;
            }
        }

        while (piece < _pieces.Length && _pieces[piece] == Many)
        {
            piece++;
        }

        return piece == _pieces.Length;
    }

    private bool TakesCharacter(ushort piece, ReadOnlySpan<byte> text, ref int at)
    {
        if (piece == One)
        {
            at += LengthOfCharacter(text[at..]);
            return true;
        }

        var b = _ignoresCase ? BodyWords.Lower(text[at]) : text[at];
        at += b == piece ? 1 : 0;
        return b == piece;
    }

    private static int LengthOfCharacter(ReadOnlySpan<byte> text)
    {
        Rune.DecodeFromUtf8(text, out _, out var length);
        return length;
    }
}
