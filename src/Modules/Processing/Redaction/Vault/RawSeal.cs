using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Monolith.Platform.Security;
using Monolith.Processing.Contracts;
using Monolith.Processing.Redaction.Keys;

namespace Monolith.Processing.Redaction.Vault;

/// <summary>Seals with AES-256-GCM: the mark, the number of the key, a random nonce, the bytes encrypted, and the tag.</summary>
internal sealed class RawSeal(KeyRings rings) : IRawSeal
{
    private const int MarkBytes = 4;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeadBytes = MarkBytes + sizeof(int) + NonceBytes;
    private const string Use = "quarantine";

    public int Overhead => HeadBytes + TagBytes;

    // No protocol's record begins with a zero and our name.
    public ReadOnlySpan<byte> Mark => "\0mq\x1"u8;

    public bool TrySeal(TenantId tenant, ReadOnlySpan<byte> raw, Span<byte> destination)
    {
        if (rings.Of(tenant).Current?.Active is not { } key)
        {
            return false;
        }

        Mark.CopyTo(destination);
        BinaryPrimitives.WriteInt32LittleEndian(destination[MarkBytes..], key.Number);
        var nonce = destination[(HeadBytes - NonceBytes)..HeadBytes];
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key.KeyFor(Use), TagBytes);
        aes.Encrypt(
            nonce,
            raw,
            destination.Slice(HeadBytes, raw.Length),
            destination.Slice(HeadBytes + raw.Length, TagBytes),
            Encoding.UTF8.GetBytes(tenant.Value)
        );
        return true;
    }

    public byte[]? Open(TenantId tenant, byte[] kept)
    {
        if (kept.Length < Overhead || !kept.AsSpan().StartsWith(Mark))
        {
            return kept;
        }

        var ring =
            rings.Of(tenant).Current
            ?? throw new SecretKeyUnavailableException("The keys of refused records cannot be had just now.");
        if (ring.Find(BinaryPrimitives.ReadInt32LittleEndian(kept.AsSpan(MarkBytes))) is not { } key)
        {
            return null;
        }

        var raw = new byte[kept.Length - Overhead];
        var nonce = kept.AsSpan(HeadBytes - NonceBytes, NonceBytes);
        using var aes = new AesGcm(key.KeyFor(Use), TagBytes);
        try
        {
            aes.Decrypt(
                nonce,
                kept.AsSpan(HeadBytes, raw.Length),
                kept.AsSpan(HeadBytes + raw.Length),
                raw,
                Encoding.UTF8.GetBytes(tenant.Value)
            );
            return raw;
        }
        catch (AuthenticationTagMismatchException)
        {
            // Changed in the store, or of another tenant: what cannot be trusted is not shown.
            return null;
        }
    }
}
