using System.ComponentModel.DataAnnotations;
using Monolith.Platform.Settings;

namespace Monolith.Platform.Listening;

/// <summary>What one client may take of the web server, on each of its ports. Section <c>Monolith:Http</c>.</summary>
internal sealed class HttpLimitsOptions
{
    /// <summary>Connections at once, for each port. One more is closed as it opens.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>Connections that have been upgraded to another protocol, at once. One more gets 503.</summary>
    [Range(0, 1_000_000)]
    public int MaxUpgradedConnections { get; init; } = 100;

    /// <summary>The longest request line: method, path and query. A longer one gets 414.</summary>
    [Range(256, 1024 * 1024)]
    public int MaxRequestLineBytes { get; init; } = 16 * 1024;

    /// <summary>All headers of a request together. More get 431.</summary>
    [Range(1024, 1024 * 1024)]
    public int MaxHeaderBytes { get; init; } = 32 * 1024;

    /// <summary>How many headers a request may have. More get 431.</summary>
    [Range(10, 10_000)]
    public int MaxHeaders { get; init; } = 100;

    /// <summary>How long the headers of a request may take to come. Then the connection is closed.</summary>
    [TimeRange("00:00:01", "00:10:00")]
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection may be idle between two requests. Then it is closed.</summary>
    [TimeRange("00:00:01", "1.00:00:00")]
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(130);

    /// <summary>How fast a body must come, after <see cref="BodyGrace"/>. A slower one gets 408 over HTTP/1.1; over HTTP/2 its
    /// connection is closed.</summary>
    [Range(1, 1024 * 1024)]
    public int MinBodyBytesPerSecond { get; init; } = 240;

    /// <summary>How long a body may come more slowly before that.</summary>
    [TimeRange("00:00:02", "00:10:00")]
    public TimeSpan BodyGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Requests at once on one connection of HTTP/2. Clients hold back the next ones.</summary>
    [Range(1, 10_000)]
    public int MaxStreamsPerConnection { get; init; } = 100;

    /// <summary>The longest frame of HTTP/2 that clients may send.</summary>
    [Range(16_384, 16_777_215)]
    public int MaxFrameBytes { get; init; } = 16_384;

    /// <summary>How much of a request's body an HTTP/2 client may send before it is read.</summary>
    [Range(65_535, int.MaxValue)]
    public int StreamWindowBytes { get; init; } = 768 * 1024;

    /// <summary>How much an HTTP/2 client may send on a connection before it is read.</summary>
    [Range(65_535, int.MaxValue)]
    public int ConnectionWindowBytes { get; init; } = 1024 * 1024;

    /// <summary>How long an HTTP/2 connection is silent before it is asked whether anybody is still there.</summary>
    [TimeRange("00:00:01", "1.00:00:00")]
    public TimeSpan PingDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the answer to that may take. Then the connection is closed.</summary>
    [TimeRange("00:00:01", "1.00:00:00")]
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(20);
}
