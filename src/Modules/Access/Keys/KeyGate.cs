using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using Monolith.Access.Directory;

namespace Monolith.Access.Keys;

/// <summary>Says who comes in by a key of the directory. From memory, without a lock; allocates nothing. Thread-safe.</summary>
internal sealed class KeyGate(AccessDirectory directory, KeyUses uses, TimeProvider clock)
{
    /// <summary>Looks at what was shown.</summary>
    /// <param name="shown">What may be a key.</param>
    /// <param name="from">The address that it comes from.</param>
    public KeyAnswer Ask(ReadOnlySpan<char> shown, IPAddress? from)
    {
        if (!KeyText.IsKey(shown))
        {
            return KeyAnswer.Unknown;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        KeyText.Hash(shown, hash);
        if (directory.Now.Keys.Find(hash) is not { } known)
        {
            return KeyAnswer.Unknown;
        }

        var now = clock.GetUtcNow();
        var address = from.Plain();
        if (RefusalOf(known, address, now) is { } refusal)
        {
            return new KeyAnswer(known, refusal, TimeSpan.Zero);
        }

        var use = uses.Of(known.Key.Id);
        if (known.Key.RatePerSecond is { } rate && use.TryTake(rate, clock) is { Ticks: > 0 } wait)
        {
            return new KeyAnswer(known, KeyRefusal.TooFast, wait);
        }

        use.Note(now, address);
        return new KeyAnswer(known, KeyRefusal.None, TimeSpan.Zero);
    }

    /// <summary>Who would come in now by a key that was let in before; null when nobody would. It is no use of the key.</summary>
    public ClaimsPrincipal? AskAgain(KnownKey before, IPAddress? from) =>
        directory.Now.Keys.Find(before.Hash) is { } known && RefusalOf(known, from.Plain(), clock.GetUtcNow()) is null
            ? known.Caller
            : null;

    private static KeyRefusal? RefusalOf(KnownKey known, IPAddress? from, DateTimeOffset now) =>
        known.Key.RevokedAt is not null ? KeyRefusal.Revoked
        : known.Key.ExpiresAt <= now ? KeyRefusal.Expired
        : known.Caller is null ? KeyRefusal.HolderGone
        : known.Networks.Length > 0 && !known.Networks.Contain(from) ? KeyRefusal.WrongNetwork
        : null;
}

/// <summary>What a key opens.</summary>
/// <param name="Key">The key; null when it is not known.</param>
/// <param name="Refusal">Why it opens nothing.</param>
/// <param name="Wait">For one that comes too fast: when to come again.</param>
internal readonly record struct KeyAnswer(KnownKey? Key, KeyRefusal Refusal, TimeSpan Wait)
{
    /// <summary>No key of the directory.</summary>
    public static readonly KeyAnswer Unknown = new(Key: null, KeyRefusal.Unknown, TimeSpan.Zero);

    /// <summary>Who comes in; null when nobody does.</summary>
    public ClaimsPrincipal? Caller => Refusal == KeyRefusal.None ? Key!.Caller : null;
}

/// <summary>Why a key opens nothing.</summary>
internal enum KeyRefusal
{
    /// <summary>It does open.</summary>
    None,

    /// <summary>There is no such key.</summary>
    Unknown,

    /// <summary>It was revoked.</summary>
    Revoked,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>Whoever held it is gone, disabled, or no longer a member.</summary>
    HolderGone,

    /// <summary>It may not be used from there.</summary>
    WrongNetwork,

    /// <summary>It made more requests than it may.</summary>
    TooFast,
}
