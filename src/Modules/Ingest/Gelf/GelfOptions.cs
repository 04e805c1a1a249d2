using System.ComponentModel.DataAnnotations;
using Monolith.Ingest.Sockets;
using Monolith.Platform.Settings;

namespace Monolith.Ingest.Gelf;

/// <summary>GELF by UDP.</summary>
internal sealed class GelfUdpOptions : UdpPortOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Modules:Ingest:Gelf:Udp";

    /// <summary>How long the chunks of a message may take to arrive. One that is not whole by then is dropped.</summary>
    [TimeRange("00:00:00.1", "00:01:00")]
    public TimeSpan ChunkTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many messages may wait for chunks at once. One more, and the oldest is dropped.</summary>
    [Range(1, 1_000_000)]
    public int MaxChunkedMessages { get; init; } = 1000;

    /// <summary>How many bytes of chunks may wait at once. When one more does not fit, the oldest messages are dropped.</summary>
    [Range(64 * 1024, 1024 * 1024 * 1024)]
    public int MaxChunkedBytes { get; init; } = 16 * 1024 * 1024;
}

/// <summary>GELF by TCP.</summary>
internal sealed class GelfTcpOptions : TcpPortOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Modules:Ingest:Gelf:Tcp";
}
