using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Monolith.Platform.Security;
using Monolith.Processing.Redaction.Keys;
using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Redaction.Vault;

/// <summary>
/// Encrypts values so that they can be had back: AES-256-GCM with a random nonce, under a key of the person's own, whose place
/// and hidden path stand before it as in their token. Once the person is forgotten, nobody can read it. Bound to the tenant, the
/// kind and the key's number: put elsewhere, it does not open.
/// </summary>
internal static class ValueCipher
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeadBytes = 2 * TokenMaker.LeafBytes + NonceBytes;

    /// <summary>At most so many bytes has the ciphertext of a value of so many bytes.</summary>
    public static int MaxLength(TokenKind kind, int valueLength) =>
        TokenText.MaxPrefix(kind) + Base64Url.GetEncodedLength(HeadBytes + valueLength + TagBytes);

    /// <summary>Writes a value encrypted.</summary>
    /// <returns>How many bytes were written: none when this can be no value of the kind.</returns>
    public static int Write(
        KeyVersion key,
        TenantId tenant,
        TokenKind kind,
        ReadOnlySpan<byte> value,
        Span<byte> destination
    )
    {
        Span<byte> memory = stackalloc byte[Subject.Bytes];
        var subject = new Subject(memory);
        if (!TokenMaker.TryFind(key, kind, value, ref subject))
        {
            return 0;
        }

        var length = HeadBytes + value.Length + TagBytes;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        var bytes = rented.AsSpan(0, length);
        KeyedHash.WriteLeaf(subject.Place, bytes);
        KeyedHash.WriteLeaf(subject.Path ^ subject.Mask, bytes[TokenMaker.LeafBytes..]);
        var nonce = bytes[(HeadBytes - NonceBytes)..HeadBytes];
        RandomNumberGenerator.Fill(nonce);
        using (var aes = Cipher(subject.PlaceKey))
        {
            var context = Context(tenant, kind, key.Number);
            aes.Encrypt(nonce, value, bytes[HeadBytes..^TagBytes], bytes[^TagBytes..], context);
        }

        TokenText.EncryptedPrefix.CopyTo(destination);
        var written = TokenText.EncryptedPrefix.Length;
        written += TokenText.WritePrefix(kind, key.Number, destination[written..]);
        written += Base64Url.EncodeToUtf8(bytes, destination[written..]);
        ArrayPool<byte>.Shared.Return(rented);
        return written;
    }

    /// <summary>Reads a value again.</summary>
    /// <param name="key">The key that its text names.</param>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="text">The text.</param>
    /// <returns>Null when it cannot be read: the person was forgotten, or it is not what was written.</returns>
    public static byte[]? Read(KeyVersion key, TenantId tenant, ParsedToken text)
    {
        if (text.Bytes.Length < HeadBytes + TagBytes)
        {
            return null;
        }

        Span<byte> memory = stackalloc byte[Subject.Bytes];
        var subject = new Subject(memory);
        var bytes = text.Bytes.AsSpan();
        foreach (var generation in key.Generations)
        {
            if (generation.TryFind(text.Place, text.HiddenPath, ref subject))
            {
                var value = new byte[bytes.Length - HeadBytes - TagBytes];
                using var aes = Cipher(subject.PlaceKey);
                try
                {
                    aes.Decrypt(
                        bytes[(HeadBytes - NonceBytes)..HeadBytes],
                        bytes[HeadBytes..^TagBytes],
                        bytes[^TagBytes..],
                        value,
                        Context(tenant, text.Kind, text.Version)
                    );
                    return value;
                }
                catch (AuthenticationTagMismatchException)
                {
                    // Somebody has put it together: of another tenant's parts, or of another kind's.
                    return null;
                }
            }
        }

        return null;
    }

    private static AesGcm Cipher(ReadOnlySpan<byte> placeKey)
    {
        Span<byte> key = stackalloc byte[KeyedHash.Bytes];
        KeyedHash.Write(placeKey, "encrypt"u8, message: default, key);
        return new AesGcm(key, TagBytes);
    }

    private static byte[] Context(TenantId tenant, TokenKind kind, int version) =>
        Encoding.UTF8.GetBytes($"{tenant}\0{kind}\0k{version}");
}
