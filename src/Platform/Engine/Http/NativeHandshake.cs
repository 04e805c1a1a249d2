using System.Globalization;
using System.Text;

namespace Monolith.Platform.Engine.Http;

/// <summary>
/// The first question of clients that read the Native format in a later revision than the library writes: clickhouse-go,
/// and with it Grafana. They take the answer to it in the revision that they ask for, and everything after it in the one
/// that the answer names. So this one answer is framed by hand, and names revision 0, which is what the library writes.
/// </summary>
internal static class NativeHandshake
{
    // The revisions from which on a block begins with its info, and a column says whether its serialization is custom.
    private const int WithBlockInfo = 51903;
    private const int WithCustomSerialization = 54454;

    // Field 1, the overflow flag: no. Field 2, the bucket of a two-level aggregation: none. End of fields.
    private static ReadOnlySpan<byte> BlockInfo => [1, 0, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0];

    private static ReadOnlySpan<byte> Question => "SELECT displayName(), version(), revision(), timezone()"u8;

    /// <summary>The revision that the client asks the question in, or null when it is another question.</summary>
    public static int? RevisionOf(EngineRequest request) =>
        request.Format == "Native"
        && request.Sql.Span.Trim(" \r\n\t;"u8).SequenceEqual(Question)
        && int.TryParse(
            request.ClientProtocolVersion,
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var revision
        )
        && revision >= WithBlockInfo
            ? revision
            : null;

    /// <summary>The answer: one block of one row.</summary>
    public static byte[] Answer(int revision, EngineIdentity identity)
    {
        using var block = new MemoryStream();
        block.Write(BlockInfo);
        block.Write([4, 1]); // columns, rows
        Write(block, revision, "displayName()", "String", Text(EngineIdentity.DisplayName));
        Write(block, revision, "version()", "String", Text(identity.Version));
        Write(block, revision, "revision()", "UInt32", [0, 0, 0, 0]);
        Write(block, revision, "timezone()", "String", Text(identity.TimeZone));
        return block.ToArray();
    }

    private static void Write(MemoryStream block, int revision, string name, string type, byte[] value)
    {
        block.Write(Text(name));
        block.Write(Text(type));
        if (revision >= WithCustomSerialization)
        {
            block.WriteByte(0);
        }

        block.Write(value);
    }

    // A length of one byte will do: all of these are shorter than 128 bytes.
    private static byte[] Text(string text) =>
        [(byte)Encoding.UTF8.GetByteCount(text), .. Encoding.UTF8.GetBytes(text)];
}
