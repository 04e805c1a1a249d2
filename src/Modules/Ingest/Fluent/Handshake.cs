using System.Security.Cryptography;
using System.Text;
using Monolith.Ingest.Fluent.MessagePack;
using Monolith.Ingest.Sockets;

namespace Monolith.Ingest.Fluent;

/// <summary>
/// Lets clients prove that they have the shared key, and proves it to them: HELO, PING, PONG. The key itself is never sent, and
/// what is sent holds for one connection alone, since each has a nonce of its own. Thread-safe.
/// </summary>
internal sealed class Handshake(FluentOptions options, TimeProvider clock)
{
    private const int NonceBytes = 16;
    private const int DigestChars = 128;

    // Names and two digests; nothing larger is read from somebody who has proved nothing.
    private const int MaxPingBytes = 4096;

    private readonly byte[] _sharedKey = Encoding.UTF8.GetBytes(options.SharedKey);
    private readonly byte[] _hostname = Encoding.UTF8.GetBytes(options.Hostname);

    /// <summary>Greets a client and hears its proof.</summary>
    /// <returns>Why it is turned away; null when it may go on.</returns>
    public async Task<string?> GreetAsync(StreamConnection connection)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        var authSalt = options.Users.Count > 0 ? RandomNumberGenerator.GetBytes(NonceBytes) : [];
        WriteHelo(connection, nonce, authSalt);
        await connection.Output.FlushAsync(connection.GiveUp);

        var length = await ReadPingAsync(connection);
        if (length == 0)
        {
            return "no_ping";
        }

        var ping = Ping.Read(connection.Unread.Span[..length]);
        connection.Consume(length);
        var refusal = Check(ping, nonce, authSalt);
        WritePong(connection, refusal, ping, nonce);
        await connection.Output.FlushAsync(connection.GiveUp);
        return refusal is null ? null : "not_authenticated";
    }

    // The whole of it has one bound, so that nobody can hold a connection byte by byte.
    private async ValueTask<int> ReadPingAsync(StreamConnection connection)
    {
        var framing = new MessagePackFraming(MaxPingBytes);
        var began = clock.GetTimestamp();
        while (true)
        {
            switch (framing.Find(connection.Unread.Span, out var length))
            {
                case FrameState.Whole:
                    return length;
                case FrameState.Incomplete:
                    var left = options.MessageTimeout - clock.GetElapsedTime(began);
                    if (left <= TimeSpan.Zero || await connection.ReadAsync(left) != Arrival.Bytes)
                    {
                        return 0;
                    }

                    break;
                default:
                    return 0;
            }
        }
    }

    /// <summary>What is wrong with a proof, in the words that Fluentd uses.</summary>
    private string? Check(Ping? ping, byte[] nonce, byte[] authSalt)
    {
        if (ping is null)
        {
            return "invalid ping message";
        }

        Span<byte> expected = stackalloc byte[DigestChars];
        Digest(expected, ping.Salt, ping.Hostname, nonce, _sharedKey);
        if (!CryptographicOperations.FixedTimeEquals(expected, ping.KeyDigest))
        {
            return "shared_key mismatch";
        }

        if (options.Users.Count == 0)
        {
            return null;
        }

        // Who is not known costs as much as who is.
        var isKnown = options.Users.TryGetValue(Encoding.UTF8.GetString(ping.User), out var password);
        Digest(expected, authSalt, ping.User, Encoding.UTF8.GetBytes(password ?? ""), []);
        return CryptographicOperations.FixedTimeEquals(expected, ping.PasswordDigest) && isKnown
            ? null
            : "username/password mismatch";
    }

    private static void WriteHelo(StreamConnection connection, byte[] nonce, byte[] authSalt)
    {
        var output = connection.Output;
        output.WriteArray(2);
        output.WriteText("HELO"u8);
        output.WriteMap(3);
        output.WriteText("nonce"u8);
        output.WriteBytes(nonce);
        output.WriteText("auth"u8);
        output.WriteBytes(authSalt);
        output.WriteText("keepalive"u8);
        output.WriteBoolean(true);
    }

    private void WritePong(StreamConnection connection, string? refusal, Ping? ping, byte[] nonce)
    {
        Span<byte> proof = stackalloc byte[DigestChars];
        if (refusal is null)
        {
            Digest(proof, ping!.Salt, _hostname, nonce, _sharedKey);
        }

        var output = connection.Output;
        output.WriteArray(5);
        output.WriteText("PONG"u8);
        output.WriteBoolean(refusal is null);
        output.WriteText(refusal ?? "");
        output.WriteText(refusal is null ? _hostname : []);
        output.WriteText(refusal is null ? proof : []);
    }

    /// <summary>The SHA-512 of all parts, in hexadecimal.</summary>
    private static void Digest(
        Span<byte> target,
        ReadOnlySpan<byte> first,
        ReadOnlySpan<byte> second,
        ReadOnlySpan<byte> third,
        ReadOnlySpan<byte> fourth
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        hash.AppendData(first);
        hash.AppendData(second);
        hash.AppendData(third);
        hash.AppendData(fourth);
        Span<byte> digest = stackalloc byte[SHA512.HashSizeInBytes];
        hash.GetCurrentHash(digest);
        Convert.TryToHexStringLower(digest, target, out _);
    }

    /// <summary>What a client says of itself.</summary>
    private sealed record Ping(byte[] Hostname, byte[] Salt, byte[] KeyDigest, byte[] User, byte[] PasswordDigest)
    {
        /// <returns>Null when it is none.</returns>
        public static Ping? Read(ReadOnlySpan<byte> bytes)
        {
            var reader = new MessagePackReader(bytes);
            return
                reader.TryRead(MessagePackKind.Array, out var parts)
                && parts.Count == 6
                && reader.TryReadText(out var kind)
                && bytes[kind].SequenceEqual("PING"u8)
                && reader.TryReadText(out var hostname)
                && reader.TryReadText(out var salt)
                && reader.TryReadText(out var keyDigest)
                && reader.TryReadText(out var user)
                && reader.TryReadText(out var passwordDigest)
                ? new Ping(
                    bytes[hostname].ToArray(),
                    bytes[salt].ToArray(),
                    bytes[keyDigest].ToArray(),
                    bytes[user].ToArray(),
                    bytes[passwordDigest].ToArray()
                )
                : null;
        }
    }
}
