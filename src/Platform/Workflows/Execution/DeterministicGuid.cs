using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Monolith.Platform.Workflows.Execution;

/// <summary>Ids that follow from a text: RFC 9562, version 5.</summary>
internal static class DeterministicGuid
{
    // Never change it: ids in histories depend on it.
    private static readonly byte[] Namespace = new Guid("6f1b7a86-6d4b-4c1f-9a3e-0f3d2c5b8e71").ToByteArray(
        bigEndian: true
    );

    [SuppressMessage("Security", "CA5350", Justification = "Version 5 is made of SHA-1; nothing is kept secret by it.")]
    public static Guid Of(string text)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData([.. Namespace, .. Encoding.UTF8.GetBytes(text)], hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
