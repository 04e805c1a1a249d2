using System.Security.Cryptography;
using System.Text;

namespace Monolith.Audit.Checkpoints;

/// <summary>Signs notes. Another kind of signature is another signer.</summary>
internal interface ICheckpointSigner
{
    /// <summary>What its signatures are verified with.</summary>
    NoteKey Key { get; }

    /// <summary>Signs a text.</summary>
    /// <param name="text">Lines, the last one's end included.</param>
    SignedNote Sign(string text);
}

/// <summary>Signs with ECDSA on P-256.</summary>
internal sealed class EcdsaSigner(string name, ECDsa ecdsa) : ICheckpointSigner, IDisposable
{
    /// <inheritdoc/>
    public NoteKey Key { get; } = new(name, ecdsa.ExportSubjectPublicKeyInfo());

    /// <summary>A key that nobody has had.</summary>
    public static EcdsaSigner Make(string name) => new(name, ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>A key that was kept.</summary>
    public static EcdsaSigner Import(string name, ReadOnlySpan<byte> privateKey)
    {
        var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(privateKey, out _);
        return new EcdsaSigner(name, ecdsa);
    }

    /// <summary>The private half, to be kept.</summary>
    public byte[] Export() => ecdsa.ExportPkcs8PrivateKey();

    /// <inheritdoc/>
    public SignedNote Sign(string text)
    {
        var signature = ecdsa.SignData(
            Encoding.UTF8.GetBytes(text),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence
        );
        return new SignedNote(text, [new NoteSignature(Key.Name, Key.Id, signature)]);
    }

    /// <inheritdoc/>
    public void Dispose() => ecdsa.Dispose();
}
