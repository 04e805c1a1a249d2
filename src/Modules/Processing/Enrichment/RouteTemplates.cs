using Monolith.Platform.Buffers;

namespace Monolith.Processing.Enrichment;

/// <summary>Makes a route of a URL: <c>/orders/123?page=2</c> is <c>/orders/{id}</c>, so that requests of one kind can be counted
/// together.</summary>
internal static class RouteTemplates
{
    // What is longer is hardly a route; what is left of it would be of its own kind each time.
    private const int MaxBytes = 256;
    private const int MinHex = 8;
    private const int MinTokenWithDigits = 16;
    private const int MinToken = 32;

    private static ReadOnlySpan<byte> Id => "{id}"u8;

    private static ReadOnlySpan<byte> Token => "{token}"u8;

    private static ReadOnlySpan<byte> Email => "{email}"u8;

    /// <summary>The route of a URL or path; empty when it has none. A slice of the URL when nothing in it had to go.</summary>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> url, ScratchBuffer scratch)
    {
        var path = PathOf(url);
        if (path.IsEmpty || path.Length > MaxBytes)
        {
            return default;
        }

        Span<byte> route = stackalloc byte[MaxBytes + (MaxBytes * 4)];
        var written = 0;
        var isChanged = false;
        foreach (var range in path.Span.Split((byte)'/'))
        {
            var segment = path.Span[range];
            if (range.Start.Value > 0)
            {
                route[written++] = (byte)'/';
            }

            var name = NameFor(segment);
            isChanged |= !name.IsEmpty;
            name = name.IsEmpty ? segment : name;
            name.CopyTo(route[written..]);
            written += name.Length;
        }

        return isChanged ? scratch.Copy(route[..written]) : path;
    }

    private static ReadOnlyMemory<byte> PathOf(ReadOnlyMemory<byte> url)
    {
        var span = url.Span;
        if (span.IsEmpty)
        {
            return default;
        }

        var start = 0;
        if (span[0] != (byte)'/')
        {
            var scheme = span[..Math.Min(span.Length, 16)].IndexOf("://"u8);
            if (scheme <= 0)
            {
                return default;
            }

            var authority = span[(scheme + 3)..];
            var slash = authority.IndexOfAny((byte)'/', (byte)'?', (byte)'#');
            start = scheme + 3 + (slash < 0 ? authority.Length : slash);
        }

        var end = span[start..].IndexOfAny((byte)'?', (byte)'#');
        return end < 0 ? url[start..] : url.Slice(start, end);
    }

    private static ReadOnlySpan<byte> NameFor(ReadOnlySpan<byte> segment)
    {
        if (segment.IsEmpty)
        {
            return default;
        }

        var (digits, hexLetters, others, dashes) = Count(segment, out var hasAt);
        if (hasAt)
        {
            return Email;
        }

        var isNumber = digits > 0 && hexLetters == 0 && others == 0;
        var isHex = others == 0 && digits > 0 && digits + hexLetters >= MinHex;
        if (isNumber || isHex)
        {
            return Id;
        }

        // Words are shorter, and phrases have dashes: "how-to-cook-for-a-hundred-people" is no token.
        var isToken =
            (segment.Length >= MinTokenWithDigits && digits >= 4 && dashes == 0)
            || (segment.Length >= MinToken && dashes == 0);
        return isToken ? Token : default;
    }

    private static (int Digits, int HexLetters, int Others, int Dashes) Count(
        ReadOnlySpan<byte> segment,
        out bool hasAt
    )
    {
        var (digits, hexLetters, others, dashes) = (0, 0, 0, 0);
        hasAt = segment.Contains((byte)'@') || segment.IndexOf("%40"u8) >= 0;
        foreach (var letter in segment)
        {
            if ((uint)(letter - '0') <= 9)
            {
                digits++;
            }
            else if ((uint)((letter | 0x20) - 'a') <= 5)
            {
                hexLetters++;
            }
            else if (letter == (byte)'-')
            {
                dashes++;
            }
            else
            {
                others++;
            }
        }

        return (digits, hexLetters, others, dashes);
    }
}
