using Monolith.Platform.Engine;

namespace Monolith.Platform.ClickHouse;

/// <summary>The ways to a ClickHouse.</summary>
public static class ClickHouseTransport
{
    /// <summary>To the embedded engine.</summary>
    public static HttpClient To(EngineEndpoint engine) => Unbounded(engine.CreateHandler(), EngineEndpoint.Address);

    /// <summary>To an external server.</summary>
    public static HttpClient To(Uri url, string user, string password)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a changed name record is noticed
        };
        var http = Unbounded(handler, url);
        http.DefaultRequestHeaders.Add("X-ClickHouse-User", user);
        if (password.Length > 0)
        {
            http.DefaultRequestHeaders.Add("X-ClickHouse-Key", password);
        }

        return http;
    }

    /// <summary>Statements take as long as they take: their settings and the callers' tokens bound them.</summary>
    private static HttpClient Unbounded(SocketsHttpHandler handler, Uri address) =>
        new(handler, disposeHandler: true) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
}
