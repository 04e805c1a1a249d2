using System.Net;
using System.Security.Cryptography;
using System.Text;
using Monolith.Processing.Redaction.Keys;

namespace Monolith.Processing.Redaction.Tokens;

/// <summary>Makes tokens. The letters of a person's token are their place, the path that leads back from it, hidden, and a keyed hash
/// of the value; those of an address a keyed hash alone, since forgetting an address would forget nobody.</summary>
internal static class TokenMaker
{
    /// <summary>How many bytes are behind the letters of a token: 136 bits, of which two values share all once in 2^96.</summary>
    public const int TokenBytes = 2 * LeafBytes + 7;

    /// <summary>How many are behind those of an address, which are only to tell the few of one network apart.</summary>
    public const int AddressBytes = 5;

    /// <summary>How many bytes a place or a path has.</summary>
    public const int LeafBytes = PuncturableTree.LeafBits / 8;

    // No value of any kind is so long. What is longer is taken as it is.
    private const int MaxForm = 1024;

    // ffff:ffff:ffff::/48~k1234567890_ and the letters.
    private const int MaxAddress = 48;

    /// <summary>At most so many bytes has a token of this kind.</summary>
    public static int MaxLength(TokenKind kind) =>
        Math.Max(TokenText.MaxPrefix(kind) + TokenText.LettersOf(TokenBytes), MaxAddress);

    /// <summary>Writes the token of a value under a key.</summary>
    /// <returns>How many bytes were written: none when this can be no value of the kind, or no key is left for it.</returns>
    public static int Write(KeyVersion key, TokenKind kind, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        if (kind == TokenKind.Ip)
        {
            Span<byte> address = stackalloc byte[16];
            var bytes = ValueForm.ReadAddress(value, address);
            return bytes == 0 ? 0 : WriteAddress(key, address[..bytes], destination);
        }

        Span<byte> memory = stackalloc byte[Subject.Bytes];
        Span<byte> route = stackalloc byte[KeyedHash.Bytes];
        var subject = new Subject(memory);
        if (!TryRoute(key, kind, value, route) || !TryFind(key, route, ref subject))
        {
            return 0;
        }

        // The hash is longer than what is left for it, and is cut.
        Span<byte> token = stackalloc byte[2 * LeafBytes + KeyedHash.Bytes];
        KeyedHash.WriteLeaf(subject.Place, token);
        KeyedHash.WriteLeaf(subject.Path ^ subject.Mask, token[LeafBytes..]);
        KeyedHash.Write(subject.Key, "token"u8, route, token[(2 * LeafBytes)..]);
        var length = TokenText.WritePrefix(kind, key.Number, destination);
        return length + TokenText.WriteLetters(token[..TokenBytes], destination[length..]);
    }

    /// <summary>The token of a value under a key.</summary>
    /// <returns>Null when this can be no value of the kind, or no key is left for it.</returns>
    public static string? Make(KeyVersion key, TokenKind kind, string value)
    {
        Span<byte> token = stackalloc byte[MaxLength(kind)];
        var length = Write(key, kind, Encoding.UTF8.GetBytes(value), token);
        return length == 0 ? null : Encoding.ASCII.GetString(token[..length]);
    }

    /// <summary>Where a value leads.</summary>
    /// <returns>Null when this can be no value of the kind.</returns>
    public static ulong? PathOf(KeyVersion key, TokenKind kind, ReadOnlySpan<byte> value)
    {
        Span<byte> route = stackalloc byte[KeyedHash.Bytes];
        return TryRoute(key, kind, value, route) ? KeyedHash.ReadLeaf(route) : null;
    }

    /// <summary>Finds the keys of the person that a value belongs to.</summary>
    /// <returns>False when this can be no value of the kind.</returns>
    public static bool TryFind(KeyVersion key, TokenKind kind, ReadOnlySpan<byte> value, ref Subject subject)
    {
        Span<byte> route = stackalloc byte[KeyedHash.Bytes];
        return TryRoute(key, kind, value, route) && TryFind(key, route, ref subject);
    }

    private static bool TryFind(KeyVersion key, scoped ReadOnlySpan<byte> route, ref Subject subject)
    {
        var path = KeyedHash.ReadLeaf(route);
        foreach (var generation in key.Generations)
        {
            if (generation.TryFind(path, ref subject))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryRoute(KeyVersion key, TokenKind kind, ReadOnlySpan<byte> value, Span<byte> route)
    {
        Span<byte> form = stackalloc byte[MaxForm];
        var routing = key.RouteOf(kind);
        if (value.Length > MaxForm)
        {
            HMACSHA256.HashData(routing, value, route);
            return true;
        }

        form = form[..ValueForm.Write(kind, value, form)];
        HMACSHA256.HashData(routing, form, route);
        return !form.IsEmpty;
    }

    /// <summary>Writes an address as its network, which keeps where it comes from, and what tells it from its neighbours.</summary>
    private static int WriteAddress(KeyVersion key, Span<byte> address, Span<byte> destination)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.KeyFor("token", TokenKind.Ip), address, hash);
        var isV4 = address.Length == 4;
        address[(isV4 ? 3 : 6)..].Clear();
        new IPAddress(address).TryFormat(destination, out var length);
        var bits = isV4 ? "/24~k"u8 : "/48~k"u8;
        bits.CopyTo(destination[length..]);
        length += bits.Length;
        length += TokenText.WriteVersion(key.Number, destination[length..]);
        return length + TokenText.WriteLetters(hash[..AddressBytes], destination[length..]);
    }
}
