namespace Monolith.Access.LocalAccounts;

/// <summary>Bytes as letters and digits that people can type (RFC 4648, section 6), without padding.</summary>
internal static class Base32
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int BitsPerLetter = 5;

    /// <summary>The text of some bytes.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new System.Text.StringBuilder((bytes.Length * 8 + BitsPerLetter - 1) / BitsPerLetter);
        var (waiting, bits) = (0, 0);
        foreach (var one in bytes)
        {
            waiting = (waiting << 8) | one;
            for (bits += 8; bits >= BitsPerLetter; bits -= BitsPerLetter)
            {
                text.Append(Letters[(waiting >> (bits - BitsPerLetter)) & 31]);
            }

            waiting &= (1 << bits) - 1;
        }

        return bits == 0 ? text.ToString() : text.Append(Letters[(waiting << (BitsPerLetter - bits)) & 31]).ToString();
    }
}
