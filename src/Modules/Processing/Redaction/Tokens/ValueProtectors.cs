using System.Buffers;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Monolith.Platform.Security;

namespace Monolith.Processing.Redaction.Tokens;

/// <summary>Protectors with keys that live as long as the process.</summary>
internal sealed class ValueProtectors : IValueProtectors
{
    private readonly byte[] _root = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<TenantId, IValueProtector> _protectors = [];

    public IValueProtector Of(TenantId tenant) =>
        _protectors.GetOrAdd(
            tenant,
            static (t, root) => new Protector(HMACSHA256.HashData(root, Encoding.UTF8.GetBytes(t.Value))),
            _root
        );

    private sealed class Protector(byte[] key) : IValueProtector
    {
        private const int TokenBytes = 17;
        private const int NonceBytes = 12;
        private const int TagBytes = 16;

        public int MaxTokenLength(TokenKind kind) => TokenText.MaxPrefix(kind) + 64;

        public int Tokenize(TokenKind kind, ReadOnlySpan<byte> value, Span<byte> destination)
        {
            Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
            HMACSHA256.HashData(key, value, hash);
            if (kind == TokenKind.Ip && IPAddress.TryParse(value, out var address))
            {
                var bytes = address.GetAddressBytes();
                bytes.AsSpan(bytes.Length == 4 ? 3 : 6).Clear();
                new IPAddress(bytes).TryFormat(destination, out var network);
                var suffix = bytes.Length == 4 ? "/24~k1_"u8 : "/48~k1_"u8;
                suffix.CopyTo(destination[network..]);
                network += suffix.Length;
                return network + TokenText.WriteLetters(hash[..5], destination[network..]);
            }

            var length = TokenText.WritePrefix(kind, 1, destination);
            return length + TokenText.WriteLetters(hash[..TokenBytes], destination[length..]);
        }

        public int MaxCiphertextLength(TokenKind kind, int valueLength) =>
            TokenText.MaxPrefix(kind) + Base64Url.GetEncodedLength(valueLength + NonceBytes + TagBytes + 16);

        public int Encrypt(TokenKind kind, ReadOnlySpan<byte> value, Span<byte> destination)
        {
            var sealedBytes = ArrayPool<byte>.Shared.Rent(NonceBytes + value.Length + TagBytes);
            var whole = sealedBytes.AsSpan(0, NonceBytes + value.Length + TagBytes);
            RandomNumberGenerator.Fill(whole[..NonceBytes]);
            using (var aes = new AesGcm(key, TagBytes))
            {
                aes.Encrypt(whole[..NonceBytes], value, whole[NonceBytes..^TagBytes], whole[^TagBytes..], kind.Utf8);
            }

            TokenText.EncryptedPrefix.CopyTo(destination);
            var length = TokenText.EncryptedPrefix.Length;
            length += TokenText.WritePrefix(kind, 1, destination[length..]);
            length += Base64Url.EncodeToUtf8(whole, destination[length..]);
            ArrayPool<byte>.Shared.Return(sealedBytes);
            return length;
        }
    }
}
