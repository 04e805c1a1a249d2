namespace Monolith.Processing.Redaction.Detection.Detectors;

/// <summary>E-mail addresses, from their <c>@</c>.</summary>
internal static class EmailDetector
{
    private const int MaxLocal = 64;
    private const int MaxDomain = 253;
    private const int MaxLabel = 63;

    /// <summary>The last labels of what has an <c>@</c> and is no address: pictures for twice the resolution, units of systemd,
    /// packages with their versions.</summary>
    private static readonly string[] NoTopLevels =
    [
        "png",
        "jpg",
        "jpeg",
        "gif",
        "svg",
        "webp",
        "js",
        "ts",
        "css",
        "json",
        "html",
        "xml",
        "txt",
        "log",
        "py",
        "jar",
        "tgz",
        "service",
        "socket",
        "target",
        "timer",
        "mount",
        "slice",
        "scope",
        "swap",
        "device",
    ];

    private static readonly byte[][] NoAddresses = [.. NoTopLevels.Select(System.Text.Encoding.ASCII.GetBytes)];

    public static bool TryFind(ReadOnlySpan<byte> text, int at, out Finding finding)
    {
        finding = default;
        var start = at;
        var earliest = Math.Max(0, at - MaxLocal);
        while (start > earliest && IsLocal(text[start - 1]))
        {
            start--;
        }

        // A letter of several bytes is not cut in two.
        while (start < at && (text[start] is (byte)'.' or (byte)'-' or (byte)'\'' || (text[start] & 0xC0) == 0x80))
        {
            start++;
        }

        if (start == at || text[at - 1] == '.')
        {
            return false;
        }

        var end = EndOfDomain(text, at + 1);
        if (end < 0 || IsRepository(text[start..at], Ascii.At(text, end)))
        {
            return false;
        }

        finding = new Finding(start, end - start, (byte)PiiKind.Email, Certainty.Grammar);
        return true;
    }

    private static bool IsLocal(byte value) =>
        Ascii.IsWord(value) || value is (byte)'.' or (byte)'-' or (byte)'+' or (byte)'\'';

    /// <returns>Where the longest name of a host ends that begins here, or -1.</returns>
    private static int EndOfDomain(ReadOnlySpan<byte> text, int start)
    {
        var best = -1;
        var limit = Math.Min(text.Length, start + MaxDomain);
        var labels = 0;
        var isVersion = true;
        for (var at = start; at < limit; )
        {
            var end = at;
            var digits = 0;
            while (end < limit && IsLabel(text[end]))
            {
                digits += Ascii.IsDigit(text[end]) ? 1 : 0;
                end++;
            }

            // A dash may end a sentence, but no label.
            var trimmed = end;
            while (trimmed > at && text[trimmed - 1] == '-')
            {
                trimmed--;
            }

            var label = text[at..trimmed];
            if (label.IsEmpty || label[0] == '-' || label.Length > MaxLabel)
            {
                break;
            }

            labels++;
            isVersion &= labels > 2 || digits == label.Length;
            if (labels > 1 && !isVersion && IsTopLevel(label))
            {
                best = trimmed;
            }

            if (trimmed != end || Ascii.At(text, end) != '.')
            {
                break;
            }

            at = end + 1;
        }

        return best >= 0 && IsNoAddress(text[start..best]) ? -1 : best;
    }

    private static bool IsLabel(byte value) => Ascii.IsAlphanumeric(value) || value == '-' || value >= 0x80;

    private static bool IsTopLevel(ReadOnlySpan<byte> label)
    {
        if (label.Length < 2)
        {
            return false;
        }

        if (label.Length > 4 && Ascii.IsWord(label[..4], "xn--"u8))
        {
            return true;
        }

        foreach (var value in label)
        {
            if (!Ascii.IsLetter(value) && value < 0x80)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsNoAddress(ReadOnlySpan<byte> domain)
    {
        var top = domain[(domain.LastIndexOf((byte)'.') + 1)..];
        foreach (var name in NoAddresses)
        {
            if (Ascii.IsWord(top, name))
            {
                return true;
            }
        }

        return false;
    }

    // git@github.com:owner/name is where code lies, and the same for everybody.
    private static bool IsRepository(ReadOnlySpan<byte> local, byte next) =>
        next == ':' && Ascii.IsWord(local, "git"u8);
}
