using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Monolith.Audit.Checkpoints;

/// <summary>The public half of a witness's key. What it signs is a checkpoint with the time at which it was seen, in the form of
/// c2sp.org/tlog-cosignature; that knows no ECDSA, so that the kind of signature has a number and a name of its own.</summary>
/// <param name="Name">The name of the witness.</param>
/// <param name="PublicKey">The key on P-256, as SubjectPublicKeyInfo.</param>
internal sealed record CosignatureKey(string Name, ReadOnlyMemory<byte> PublicKey)
{
    private const byte OwnKinds = 0xff;
    private const int TimeBytes = sizeof(long);

    private static readonly byte[] Kind = [OwnKinds, .. "monolith/ecdsa-p256-cosignature/v1\n"u8];

    /// <summary>Tells it from other keys of the same name.</summary>
    public uint Id { get; } =
        BinaryPrimitives.ReadUInt32BigEndian(
            SHA256.HashData([.. Encoding.UTF8.GetBytes(Name), (byte)'\n', .. Kind, .. PublicKey.Span])
        );

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out CosignatureKey? key)
    {
        var parts = text.Split('+', 3);
        var bytes = new byte[text.Length];
        key =
            parts.Length == 3
            && Convert.TryFromBase64String(parts[2], bytes, out var length)
            && bytes.AsSpan(0, length).StartsWith(Kind)
                ? new CosignatureKey(parts[0], bytes.AsSpan(Kind.Length..length).ToArray())
                : null;
        return key is not null && key.ToString() == text;
    }

    /// <summary>Signs a checkpoint.</summary>
    /// <param name="checkpoint">The lines of the checkpoint.</param>
    /// <param name="time">When it was seen.</param>
    /// <param name="ecdsa">The private half.</param>
    public NoteSignature Sign(string checkpoint, DateTimeOffset time, ECDsa ecdsa)
    {
        var seconds = time.ToUnixTimeSeconds();
        var signature = ecdsa.SignData(
            Text(checkpoint, seconds),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence
        );
        var bytes = new byte[TimeBytes + signature.Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, seconds);
        signature.CopyTo(bytes, TimeBytes);
        return new NoteSignature(Name, Id, bytes);
    }

    /// <summary>Whether a signature says that it is the witness's.</summary>
    public bool IsNamedBy(NoteSignature signature) => signature.Name == Name && signature.KeyId == Id;

    /// <summary>When the witness has seen a checkpoint; null when the signature is not its own.</summary>
    public DateTimeOffset? TimeOf(string checkpoint, NoteSignature signature)
    {
        if (!IsNamedBy(signature) || signature.Bytes.Length <= TimeBytes)
        {
            return null;
        }

        var seconds = BinaryPrimitives.ReadInt64BigEndian(signature.Bytes.Span);
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(PublicKey.Span, out _);
        return ecdsa.VerifyData(
            Text(checkpoint, seconds),
            signature.Bytes.Span[TimeBytes..],
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence
        )
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
    }

    /// <summary>The key as it is given to logs: <c>NAME+ID+BASE64</c>.</summary>
    public override string ToString() => $"{Name}+{Id:x8}+{Convert.ToBase64String([.. Kind, .. PublicKey.Span])}";

    private static byte[] Text(string checkpoint, long seconds) =>
        Encoding.UTF8.GetBytes($"cosignature/v1\ntime {seconds}\n{checkpoint}");
}
