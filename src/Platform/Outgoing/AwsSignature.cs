using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Monolith.Platform.Outgoing;

/// <summary>Signs requests with AWS Signature Version 4, as its specification says: a canonical form of the request, hashed, signed
/// with a key that is derived for one day, region and service.</summary>
public static class AwsSignature
{
    /// <summary>The header that has the time.</summary>
    public const string TimeHeader = "x-amz-date";

    /// <summary>The header that has the hash of the body.</summary>
    public const string ContentHeader = "x-amz-content-sha256";

    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Whose key signs what.</summary>
    /// <param name="AccessKey">The id of the key.</param>
    /// <param name="Secret">The key.</param>
    /// <param name="Region">The region.</param>
    /// <param name="Service">The service: <c>s3</c>.</param>
    public sealed record Signer(string AccessKey, ReadOnlyMemory<byte> Secret, string Region, string Service);

    /// <summary>The hash of a body as requests name it.</summary>
    public static string HashOf(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));

    /// <summary>The time as requests name it.</summary>
    public static string TimeOf(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The value of <c>Authorization</c>.</summary>
    /// <param name="signer">Whose key signs.</param>
    /// <param name="method">The method.</param>
    /// <param name="path">The path as it travels: encoded once.</param>
    /// <param name="query">The query as it travels, its parameters in order; empty when there is none.</param>
    /// <param name="headers">The headers that are signed, <c>host</c> and the time among them, names in lower case.</param>
    /// <param name="contentHash">The hash of the body.</param>
    /// <param name="time">The time that the request names.</param>
    public static string Of(
        Signer signer,
        string method,
        string path,
        string query,
        IReadOnlyDictionary<string, string> headers,
        string contentHash,
        DateTimeOffset time
    )
    {
        var signed = headers.OrderBy(h => h.Key, StringComparer.Ordinal).ToList();
        var names = string.Join(';', signed.Select(h => h.Key));
        var lines = string.Concat(signed.Select(h => $"{h.Key}:{h.Value.Trim()}\n"));
        var canonical = $"{method}\n{path}\n{query}\n{lines}\n{names}\n{contentHash}";

        var stamp = TimeOf(time);
        var scope = $"{stamp[..8]}/{signer.Region}/{signer.Service}/aws4_request";
        var text = $"{Algorithm}\n{stamp}\n{scope}\n{HashOf(Encoding.UTF8.GetBytes(canonical))}";

        var signature = Convert.ToHexStringLower(Hmac(KeyOf(signer, stamp[..8]), text));
        return $"{Algorithm} Credential={signer.AccessKey}/{scope}, SignedHeaders={names}, Signature={signature}";
    }

    /// <summary>A path as it travels: everything but letters, digits, <c>-._~</c> and the slashes is encoded.</summary>
    public static string PathOf(string path) =>
        string.Join('/', path.Split('/').Select(part => Uri.EscapeDataString(part)));

    private static byte[] KeyOf(Signer signer, string day)
    {
        var key = Hmac([.. "AWS4"u8, .. signer.Secret.Span], day);
        return Hmac(Hmac(Hmac(key, signer.Region), signer.Service), "aws4_request");
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
