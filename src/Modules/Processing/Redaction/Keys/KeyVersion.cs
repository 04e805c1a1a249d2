using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Redaction.Keys;

/// <summary>What a key may still do.</summary>
internal enum KeyState
{
    /// <summary>It makes the tokens of today. A tenant has one such key.</summary>
    Active,

    /// <summary>It says which tokens a value had, and opens what it encrypted.</summary>
    Verify,

    /// <summary>It is gone: its tokens lead nowhere, and what it encrypted cannot be read.</summary>
    Destroyed,
}

/// <summary>One of a tenant's keys, with all that is made from it. Never changes; thread-safe.</summary>
/// <param name="number">Its number: <c>3</c> in <c>email_k3_…</c>.</param>
/// <param name="state">Not <see cref="KeyState.Destroyed"/>.</param>
/// <param name="secret">The key: 32 bytes of its own, and 32 that all keys of the tenant share.</param>
/// <param name="generations">The keys of persons: those who were forgotten in one are found in the next.</param>
internal sealed class KeyVersion(int number, KeyState state, byte[] secret, IReadOnlyList<SubjectKeys> generations)
{
    private const int Bytes = 32;
    private const string Route = "route";

    private readonly ConcurrentDictionary<(string Use, TokenKind? Kind), byte[]> _derived = [];

    /// <summary>Its number.</summary>
    public int Number => number;

    /// <summary>What it may do.</summary>
    public KeyState State => state;

    /// <summary>The keys of persons, the oldest first.</summary>
    public IReadOnlyList<SubjectKeys> Generations => generations;

    /// <summary>The key itself, to be wrapped.</summary>
    public ReadOnlySpan<byte> Secret => secret;

    /// <summary>A key that nobody has had.</summary>
    public static KeyVersion Make(int number) => Make(number, RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>A key that nobody has had, after this one. The ways from values to persons are the same: by a token of one key, the
    /// tokens of all others are found. They lead to keys that are not.</summary>
    public KeyVersion MakeNext() => Make(number + 1, secret[Bytes..]);

    /// <summary>A key for the way from values of a kind to persons.</summary>
    public byte[] RouteOf(TokenKind kind) => KeyFor(Route, kind);

    /// <summary>A key for one use (HKDF-SHA-256), made once.</summary>
    /// <param name="use">What for.</param>
    /// <param name="kind">Of which kind of values; null when it is for none in particular.</param>
    public byte[] KeyFor(string use, TokenKind? kind = null) =>
        _derived.TryGetValue((use, kind), out var known) ? known : _derived.GetOrAdd((use, kind), Derive);

    private static KeyVersion Make(int number, byte[] routing) =>
        new(number, KeyState.Active, [.. RandomNumberGenerator.GetBytes(Bytes), .. routing], [SubjectKeys.Plant()]);

    private byte[] Derive((string Use, TokenKind? Kind) purpose) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            purpose.Use == Route ? secret[Bytes..] : secret[..Bytes],
            Bytes,
            salt: null,
            Encoding.UTF8.GetBytes($"monolith/pii/v1/{purpose.Use}/{purpose.Kind?.Name}")
        );

    /// <inheritdoc/>
    public override string ToString() => $"k{number} ({state})";
}
