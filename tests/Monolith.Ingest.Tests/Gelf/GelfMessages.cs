using System.IO.Compression;
using System.Text;

namespace Monolith.Ingest.Tests.Gelf;

/// <summary>Messages as real clients send them.</summary>
internal static class GelfMessages
{
    /// <summary>The example of the specification.</summary>
    public const string Specification =
        """{"version":"1.1","host":"example.org","short_message":"A short message that helps you identify what is going on","full_message":"Backtrace here\n\nmore stuff","timestamp":1772600766.3072,"level":1,"_user_id":9001,"_some_info":"foo","_some_env_var":"bar"}""";

    /// <summary>Docker's driver.</summary>
    public const string Docker =
        """{"version":"1.1","host":"docker-1","short_message":"order paid","timestamp":1772600766.541,"level":6,"_command":"node server.js","_container_id":"4f1c2ab9a9c8","_container_name":"shop_checkout_1","_created":"2026-03-04T05:00:00.1Z","_image_id":"sha256:1d2e","_image_name":"shop/checkout:1.4","_tag":"4f1c2ab9a9c8"}""";

    /// <summary>log4j2's GelfLayout with a stack trace.</summary>
    public const string Log4j =
        """{"version":"1.1","host":"app-7","timestamp":1772600766.120,"level":3,"_thread":"main","_logger":"com.acme.Pay","short_message":"payment failed","full_message":"java.lang.IllegalStateException: no\n\tat com.acme.Pay.run(Pay.java:17)\n"}""";

    /// <summary>graypy, which names the file and the line as version 1.0 did.</summary>
    public const string Graypy =
        """{"version":"1.0","host":"app-8","short_message":"caf\u00e9","full_message":"caf\u00e9 closed","timestamp":1772600766.25,"level":4,"facility":"shop","file":"/srv/shop.py","line":42,"_function":"<module>","_pid":7,"_process_name":"MainProcess","_thread_name":"MainThread"}""";

    /// <summary>A GELF id and its parts, as clients cut them.</summary>
    public static List<byte[]> Chunks(byte[] message, int size, ulong id = 1)
    {
        var parts = message.Chunk(size).ToList();
        return
        [
            .. parts.Select(
                (part, i) => (byte[])[0x1E, 0x0F, .. BitConverter.GetBytes(id), (byte)i, (byte)parts.Count, .. part]
            ),
        ];
    }

    public static byte[] Gzip(byte[] bytes) =>
        Compress(bytes, target => new GZipStream(target, CompressionLevel.Fastest));

    public static byte[] Zlib(byte[] bytes) =>
        Compress(bytes, target => new ZLibStream(target, CompressionLevel.Fastest));

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Compress(byte[] bytes, Func<Stream, Stream> open)
    {
        using var target = new MemoryStream();
        using (var stream = open(target))
        {
            stream.Write(bytes);
        }

        return target.ToArray();
    }
}
