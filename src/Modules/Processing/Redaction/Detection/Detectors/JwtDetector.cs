using System.Buffers;
using System.Buffers.Text;

namespace Monolith.Processing.Redaction.Detection.Detectors;

/// <summary>JSON web tokens, signed or encrypted: parts of base64url between dots, the first of which says how it was made.</summary>
internal static class JwtDetector
{
    private const int MaxParts = 5;
    private const int MaxHeader = 512;

    /// <summary>Looks for a token that begins in a run of letters of base64url.</summary>
    /// <param name="text">The text.</param>
    /// <param name="run">Where the run begins.</param>
    /// <param name="runEnd">Where it ends.</param>
    /// <param name="finding">What was found.</param>
    public static bool TryFind(ReadOnlySpan<byte> text, int run, int runEnd, out Finding finding)
    {
        finding = default;
        var offset = Ascii.At(text, runEnd) == '.' ? text[run..runEnd].IndexOf("eyJ"u8) : -1;
        if (offset < 0 || (offset > 0 && Ascii.IsAlphanumeric(text[run + offset - 1])))
        {
            return false;
        }

        var start = run + offset;
        var end = runEnd;
        for (var parts = 1; parts < MaxParts && Ascii.At(text, end) == '.'; parts++)
        {
            var part = end + 1;
            while (part < text.Length && Ascii.IsToken(text[part]))
            {
                part++;
            }

            // The signature of a token that nobody signed is empty.
            if (part == end + 1 && parts == 1)
            {
                return false;
            }

            end = part;
        }

        if (!IsHeader(text[start..runEnd]))
        {
            return false;
        }

        finding = new Finding(start, end - start, (byte)PiiKind.Jwt, Certainty.Proven);
        return true;
    }

    private static bool IsHeader(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length > MaxHeader)
        {
            return false;
        }

        Span<byte> header = stackalloc byte[MaxHeader];
        var status = Base64Url.DecodeFromUtf8(encoded, header, out _, out var written);
        return status == OperationStatus.Done && header[..written].IndexOf("\"alg\""u8) > 0;
    }
}
