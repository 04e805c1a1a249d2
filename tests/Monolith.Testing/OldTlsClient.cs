using System.Net;
using System.Net.Sockets;

namespace Monolith.Testing;

/// <summary>A client that speaks TLS 1.1 and nothing newer. Byte by byte: the platform's own no longer offers it.</summary>
public static class OldTlsClient
{
    /// <summary>What <see cref="AskAsync"/> gives where the version is what the server does not speak.</summary>
    public const string Refused = "protocol_version";

    // A list of suites that any server of that time would know, the curve P-256, and the hashes of signatures.
    private static readonly byte[] Hello = Convert.FromHexString(
        "0302"
            + string.Concat(Enumerable.Repeat("5A", 32))
            + "00"
            + "000C"
            + "C00AC009C014C013002F0035"
            + "0100"
            + "000E"
            + "000A000400020017"
            + "000B00020100"
    );

    /// <summary>Offers the server TLS 1.1.</summary>
    /// <returns>The alert that it answers with, or what else it does.</returns>
    public static async Task<string> AskAsync(IPEndPoint server)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server);
        var stream = client.GetStream();
        byte[] handshake = [1, 0, 0, (byte)Hello.Length, .. Hello];
        await stream.WriteAsync((byte[])[22, 3, 1, 0, (byte)handshake.Length, .. handshake]);

        var answer = new byte[7];
        var read = await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false);
        return answer switch
        {
            _ when read < answer.Length => "end of the connection",
            [21, _, _, _, _, _, 70] => Refused,
            [21, .., var alert] => $"alert {alert}",
            [22, ..] => "spoken",
            _ => Convert.ToHexString(answer),
        };
    }
}
