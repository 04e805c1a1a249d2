using System.Collections.Concurrent;
using Monolith.Platform.Security;
using Monolith.Processing.Redaction.Keys;
using Monolith.Processing.Redaction.Vault;

namespace Monolith.Processing.Redaction.Tokens;

/// <summary>Protects with the keys of each tenant, as they are at the moment.</summary>
internal sealed class ValueProtectors(KeyRings rings, TokenCache cache, PrivacyMetrics metrics) : IValueProtectors
{
    private readonly ConcurrentDictionary<TenantId, IValueProtector> _protectors = [];

    public IValueProtector Of(TenantId tenant) =>
        _protectors.TryGetValue(tenant, out var known)
            ? known
            : _protectors.GetOrAdd(tenant, t => new ValueProtector(rings.Of(t), cache, metrics));
}

/// <summary>Protects with the keys of one tenant.</summary>
internal sealed class ValueProtector(KeyHolder keys, TokenCache cache, PrivacyMetrics metrics) : IValueProtector
{
    public int MaxTokenLength(TokenKind kind) => TokenMaker.MaxLength(kind);

    public void Expect(TokenKind kind, ReadOnlySpan<byte> value)
    {
        // What is expected may need no token after all: nobody is to wait for keys because of it.
        if (keys.Known is { } ring)
        {
            cache.Expect(ring, kind, value);
        }
    }

    public int Tokenize(TokenKind kind, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        if (keys.Current is not { } ring)
        {
            return Cover(kind, destination);
        }

        var known = cache.Find(ring, kind, value, destination);
        if (known > 0)
        {
            return known;
        }

        var length = TokenMaker.Write(ring.Active, kind, value, destination);
        if (length == 0)
        {
            return Cover(kind, destination);
        }

        cache.Add(ring, kind, value, destination[..length]);
        return length;
    }

    public int MaxCiphertextLength(TokenKind kind, int valueLength) => ValueCipher.MaxLength(kind, valueLength);

    public int Encrypt(TokenKind kind, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        var length = keys.Current is { } ring
            ? ValueCipher.Write(ring.Active, keys.Tenant, kind, value, destination)
            : 0;
        return length > 0 ? length : Cover(kind, destination);
    }

    private int Cover(TokenKind kind, Span<byte> destination)
    {
        metrics.CountCovered(kind);
        return TokenText.WriteCover(kind, destination);
    }
}
