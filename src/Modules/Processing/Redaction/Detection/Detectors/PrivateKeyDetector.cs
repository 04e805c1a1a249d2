namespace Monolith.Processing.Redaction.Detection.Detectors;

/// <summary>Private keys in PEM, from the dashes before them to the dashes after them; one that was cut goes to the end of the
/// text.</summary>
internal static class PrivateKeyDetector
{
    private const int LongestLabel = 64;

    public static bool TryFind(ReadOnlySpan<byte> text, int start, out Finding finding)
    {
        finding = default;
        var rest = text[start..];
        if (!rest.StartsWith("-----BEGIN "u8))
        {
            return false;
        }

        var label = rest[..Math.Min(rest.Length, LongestLabel)];
        if (label.IndexOf("PRIVATE KEY"u8) < 0)
        {
            return false;
        }

        var last = rest.IndexOf("-----END "u8);
        var end = rest.Length;
        if (last >= 0)
        {
            var closing = rest[(last + 9)..].IndexOf("-----"u8);
            end = closing < 0 ? rest.Length : last + 9 + closing + 5;
        }

        finding = new Finding(start, end, (byte)PiiKind.PrivateKey, Certainty.Proven);
        return true;
    }
}
