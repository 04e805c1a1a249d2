using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Monolith.Access.SignIn;

namespace Monolith.Access.LocalAccounts;

/// <summary>Codes that an app on a phone makes from a shared secret and the time (RFC 6238): the form that every app knows, six digits
/// that change every 30 seconds.</summary>
internal static class Totp
{
    /// <summary>How many bytes a secret has: what RFC 4226 recommends.</summary>
    public const int SecretBytes = 20;

    private const int StepSeconds = 30;

    // A clock may be a step off, and a code may be typed as it changes.
    private const int Tolerance = 1;

    /// <summary>The number of the step that a moment is in.</summary>
    public static long StepAt(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a step.</summary>
    public static string Code(ReadOnlySpan<byte> secret, long step, int digits = 6)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // Apps make codes with SHA-1 and nothing else; as an HMAC it is not broken.
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[^1] & 0xF)..]) & int.MaxValue;
        var code = number % (long)Math.Pow(10, digits);
        return code.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>The step that a code belongs to, among those around now that come after the last one used.</summary>
    /// <returns>Null when it belongs to none, or was used before.</returns>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long lastStep)
    {
        long? match = null;
        for (var step = StepAt(now) - Tolerance; step <= StepAt(now) + Tolerance; step++)
        {
            if (SecretText.AreSame(Code(secret, step), code) && step > lastStep)
            {
                match = step;
            }
        }

        return match;
    }

    /// <summary>What a phone is shown as a square code, so that nobody types the secret.</summary>
    public static string Address(ReadOnlySpan<byte> secret, string account) =>
        $"otpauth://totp/Monolith:{Uri.EscapeDataString(account)}?secret={Base32.Encode(secret)}&issuer=Monolith";
}
