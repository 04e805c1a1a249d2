using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Monolith.Audit.Checkpoints;

/// <summary>The public half of a key that signs notes: ECDSA on P-256 with SHA-256, which signed notes number 2.</summary>
/// <param name="Name">Its name: where what it signs comes from. Neither a space nor a plus is in it.</param>
/// <param name="PublicKey">The key, as SubjectPublicKeyInfo.</param>
internal sealed record NoteKey(string Name, ReadOnlyMemory<byte> PublicKey)
{
    /// <summary>The number that signed notes have for this kind of signature.</summary>
    public const byte SignatureType = 2;

    /// <summary>Tells it from other keys of the same name: the beginning of the hash of the key.</summary>
    public uint Id { get; } = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(PublicKey.Span));

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It is no key of this kind.</exception>
    public static NoteKey Parse(string text)
    {
        // Base64 has pluses too, so only the first two part something.
        var parts = text.Split('+', 3);
        if (parts.Length != 3 || Convert.FromBase64String(parts[2]) is not [SignatureType, .. var publicKey])
        {
            throw new FormatException("A key is NAME+ID+BASE64 and signs with ECDSA.");
        }

        var key = new NoteKey(parts[0], publicKey);
        if (key.ToString() != text || !key.IsOnCurve())
        {
            throw new FormatException("The key does not fit its id.");
        }

        return key;
    }

    /// <summary>Whether the key has signed a text.</summary>
    public bool Verifies(string text, ReadOnlySpan<byte> signature)
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(PublicKey.Span, out _);
        return ecdsa.VerifyData(
            Encoding.UTF8.GetBytes(text),
            signature,
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence
        );
    }

    /// <summary>The key as verifiers take it: <c>NAME+ID+BASE64</c>.</summary>
    public override string ToString() => $"{Name}+{Id:x8}+{Convert.ToBase64String([SignatureType, .. PublicKey.Span])}";

    private bool IsOnCurve()
    {
        try
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(PublicKey.Span, out _);
            return ecdsa.KeySize == 256;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
