using System.Net;

namespace Monolith.Processing.Redaction.Tokens;

/// <summary>Brings the ways in which one value is written to one form, so that it has one token.</summary>
internal static class ValueForm
{
    /// <summary>Writes the form of a value. It is no longer than the value.</summary>
    /// <returns>How many bytes were written: none when this can be no value of the kind.</returns>
    public static int Write(TokenKind kind, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        var trimmed = value.Trim(" \t\r\n"u8);
        if (kind == TokenKind.Email)
        {
            return WriteSmall(trimmed, destination);
        }

        if (kind == TokenKind.Phone)
        {
            return WritePhone(trimmed, destination);
        }

        if (kind == TokenKind.Card || kind == TokenKind.Iban || kind == TokenKind.NationalId)
        {
            return WriteLettersAndDigits(trimmed, destination, toUpper: true);
        }

        if (kind == TokenKind.Mac)
        {
            return WriteLettersAndDigits(trimmed, destination, toUpper: false);
        }

        trimmed.CopyTo(destination);
        return trimmed.Length;
    }

    /// <summary>Reads an address.</summary>
    /// <param name="value">The address as text.</param>
    /// <param name="bytes">At least 16; gets the 4 or 16 bytes of the address.</param>
    /// <returns>How many bytes there are: none when it is no address.</returns>
    public static int ReadAddress(ReadOnlySpan<byte> value, Span<byte> bytes)
    {
        if (!IPAddress.TryParse(value.Trim(" []"u8), out var address))
        {
            return 0;
        }

        // ::ffff:203.0.113.7 is how a dual-stack socket shows 203.0.113.7.
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        address.TryWriteBytes(bytes, out var length);
        return length;
    }

    // Providers that tell Anna@ from anna@ are hardly known; people who write both are.
    private static int WriteSmall(ReadOnlySpan<byte> value, Span<byte> destination)
    {
        for (var i = 0; i < value.Length; i++)
        {
            destination[i] = Small(value[i]);
        }

        return value.Length;
    }

    /// <summary><c>+49 (0) 171 / 23-45</c>, <c>0049171 2345</c> and <c>+491712345</c> are one number.</summary>
    private static int WritePhone(ReadOnlySpan<byte> value, Span<byte> destination)
    {
        var isInternational = value.StartsWith("+"u8) || value.StartsWith("00"u8);
        var length = 0;
        if (isInternational)
        {
            destination[length++] = (byte)'+';
            value = value[(value[0] == (byte)'+' ? 1 : 2)..];
        }

        // The 0 in brackets is dialled only within the country.
        var trunk = isInternational && value.IndexOf("(0)"u8) is >= 0 and var bracket ? bracket + 1 : -1;
        for (var i = 0; i < value.Length; i++)
        {
            if (i != trunk && char.IsAsciiDigit((char)value[i]))
            {
                destination[length++] = value[i];
            }
        }

        return length > 1 ? length : 0;
    }

    private static int WriteLettersAndDigits(ReadOnlySpan<byte> value, Span<byte> destination, bool toUpper)
    {
        var length = 0;
        foreach (var letter in value)
        {
            if (char.IsAsciiLetterOrDigit((char)letter))
            {
                destination[length++] = toUpper ? Upper(letter) : Small(letter);
            }
        }

        return length;
    }

    private static byte Small(byte letter) => char.IsAsciiLetterUpper((char)letter) ? (byte)(letter | 0x20) : letter;

    private static byte Upper(byte letter) => char.IsAsciiLetterLower((char)letter) ? (byte)(letter & ~0x20) : letter;
}
