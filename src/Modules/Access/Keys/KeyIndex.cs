using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using Monolith.Access.ApiKeys;
using Monolith.Access.Directory;

namespace Monolith.Access.Keys;

/// <summary>All keys of the directory, by their hashes. Never changes; asking allocates nothing.</summary>
/// <remarks>How long an answer takes says nothing about a key. Keys are looked up by half of their SHA-256, which nobody can choose
/// without knowing a key, so that whatever the table's timing tells is about the hash of what the caller has sent, not about keys that are
/// there; the whole hash is then compared in constant time.</remarks>
internal sealed class KeyIndex(DirectorySnapshot snapshot)
{
    private readonly FrozenDictionary<UInt128, KnownKey> _keys = snapshot
        .Documents.Keys.Values.Select(document => new KnownKey(document.Value, snapshot))
        .ToFrozenDictionary(key => Place(key.Hash));

    /// <summary>The key with this hash, whether it still opens something or not; null when there is none.</summary>
    public KnownKey? Find(ReadOnlySpan<byte> hash) =>
        _keys.TryGetValue(Place(hash), out var key) && CryptographicOperations.FixedTimeEquals(hash, key.Hash)
            ? key
            : null;

    private static UInt128 Place(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadUInt128LittleEndian(hash);
}

/// <summary>A key, ready to be asked about. Never changes.</summary>
internal sealed class KnownKey
{
    private readonly byte[] _hash;

    public KnownKey(ApiKey key, DirectorySnapshot snapshot)
    {
        Key = key;
        _hash = Convert.FromHexString(key.Hash);
        Networks = [.. key.Networks.Select(KeyNetwork.Parse)];
        Caller = snapshot.EntitlementOf(key) is { } entitlement
            ? Directory.Caller.Make(
                ApiKeyAuthentication.Scheme,
                snapshot.CallerNameOf(key),
                key.Tenant,
                entitlement,
                key.OtherTenants
            )
            : null;
    }

    /// <summary>The key as it is kept.</summary>
    public ApiKey Key { get; }

    /// <summary>Its hash.</summary>
    public ReadOnlySpan<byte> Hash => _hash;

    /// <summary>Where it may be used from; anywhere when there are none.</summary>
    public IPNetwork[] Networks { get; }

    /// <summary>Who comes in by it, shared by all of its requests; null when its holder may not.</summary>
    public ClaimsPrincipal? Caller { get; }
}
