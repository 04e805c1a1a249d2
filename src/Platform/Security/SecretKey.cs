using System.Security.Cryptography;
using System.Text;

namespace Monolith.Platform.Security;

/// <summary>A key of 256 bits that never shows itself: it wraps, unwraps, and says which one it is. Thread-safe.</summary>
public sealed class SecretKey
{
    /// <summary>How many bytes it has.</summary>
    public const int Length = 32;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int IdBytes = 8;

    private readonly byte[] _wrapping;

    /// <summary>A key of these bytes, which are copied.</summary>
    /// <exception cref="ArgumentException">There are not <see cref="Length"/> of them.</exception>
    public SecretKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != Length)
        {
            throw new ArgumentException($"A key has {Length} bytes, this one has {key.Length}.", nameof(key));
        }

        _wrapping = new byte[Length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, _wrapping, salt: default, "monolith/wrap/v1"u8);
        Span<byte> id = stackalloc byte[IdBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, id, salt: default, "monolith/id/v1"u8);
        Id = Convert.ToHexStringLower(id);
    }

    /// <summary>Tells it from others. Says nothing of the key.</summary>
    public string Id { get; }

    /// <summary>A key that nobody has had.</summary>
    public static SecretKey Random() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>Encrypts and seals (AES-256-GCM, a random nonce).</summary>
    /// <param name="plain">What is to be kept secret.</param>
    /// <param name="context">What it is. It is unwrapped under the same words only, so that nothing can take its place.</param>
    public byte[] Wrap(ReadOnlySpan<byte> plain, string context)
    {
        var wrapped = new byte[NonceBytes + plain.Length + TagBytes];
        var nonce = wrapped.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_wrapping, TagBytes);
        aes.Encrypt(
            nonce,
            plain,
            wrapped.AsSpan(NonceBytes, plain.Length),
            wrapped.AsSpan(^TagBytes..),
            Encoding.UTF8.GetBytes(context)
        );
        return wrapped;
    }

    /// <summary>What was wrapped.</summary>
    /// <exception cref="CryptographicException">It was wrapped with another key, as something else, or was changed.</exception>
    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, string context)
    {
        if (wrapped.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("What is wrapped is longer than this.");
        }

        var plain = new byte[wrapped.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(_wrapping, TagBytes);
        aes.Decrypt(
            wrapped[..NonceBytes],
            wrapped[NonceBytes..^TagBytes],
            wrapped[^TagBytes..],
            plain,
            Encoding.UTF8.GetBytes(context)
        );
        return plain;
    }

    /// <inheritdoc/>
    public override string ToString() => $"key {Id}";
}
