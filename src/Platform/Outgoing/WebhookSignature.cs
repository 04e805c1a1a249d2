using System.Security.Cryptography;
using System.Text;

namespace Monolith.Platform.Outgoing;

/// <summary>Signs webhooks as the Standard Webhooks specification says, which libraries of many languages verify.</summary>
public static class WebhookSignature
{
    private const string EncodedPrefix = "whsec_";

    /// <summary>The value of <c>webhook-signature</c>: an HMAC-SHA256 over id, time and body, so that none of them can be
    /// replaced.</summary>
    /// <param name="secret">The shared secret; after <c>whsec_</c> in base64, otherwise as it stands.</param>
    /// <param name="id">The value of <c>webhook-id</c>.</param>
    /// <param name="unixSeconds">The value of <c>webhook-timestamp</c>.</param>
    /// <param name="body">The body.</param>
    public static string Of(ReadOnlySpan<byte> secret, string id, long unixSeconds, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, KeyOf(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes($"{id}.{unixSeconds}."));
        hmac.AppendData(body);
        return $"v1,{Convert.ToBase64String(hmac.GetHashAndReset())}";
    }

    private static byte[] KeyOf(ReadOnlySpan<byte> secret)
    {
        var text = Encoding.UTF8.GetString(secret);
        var key = new byte[secret.Length];
        return
            text.StartsWith(EncodedPrefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(text[EncodedPrefix.Length..], key, out var length)
            ? key[..length]
            : secret.ToArray();
    }
}
