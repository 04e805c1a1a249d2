using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Monolith.Platform.Listening;

/// <summary>A port that a module opens beside the host's own HTTP addresses.</summary>
/// <param name="name">What comes in there, for people: <c>OTLP/gRPC</c>, <c>syslog (UDP)</c>.</param>
/// <param name="setting">The configuration key of its address.</param>
/// <param name="address">Where it listens, as <see cref="Parse"/> reads it.</param>
public sealed class Listener(string name, string setting, string address)
{
    private ListenOptions? _options;
    private EndPoint? _bound;

    /// <summary>What comes in there, for people.</summary>
    public string Name { get; } = name;

    /// <summary>The configuration key of its address.</summary>
    public string Setting { get; } = setting;

    /// <summary>Whether the web server accepts its connections; if not, the module does.</summary>
    public bool IsOfWebServer => _options is not null;

    /// <summary>Where it was told to listen.</summary>
    public IPEndPoint Requested { get; } = Parse(setting, address);

    /// <summary>Where it listens, with the port that it got if it asked for any; null before it is open.</summary>
    public EndPoint? Bound
    {
        get => _bound ?? _options?.EndPoint;
        set => _bound = value;
    }

    /// <summary>Reads <c>127.0.0.1:4317</c>, <c>[::1]:4317</c>, <c>localhost:4317</c>, or <c>*:4317</c> for every address of the
    /// machine. Port 0 takes any that is free.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static IPEndPoint Parse(string setting, string address)
    {
        var text =
            address.StartsWith("*:", StringComparison.Ordinal) ? $"[::]:{address[2..]}"
            : address.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? $"127.0.0.1:{address[10..]}"
            : address;
        return text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text, out var endPoint)
            ? endPoint
            : throw new FormatException($"{setting} is '{address}'; write ADDRESS:PORT, for example 127.0.0.1:4317.");
    }

    /// <summary>Remembers what Kestrel listens with; it knows the port in the end.</summary>
    internal void Opens(ListenOptions options) => _options = options;
}

/// <summary>Opens ports for modules.</summary>
public static class ListenerServices
{
    /// <summary>Opens a TCP port on the web server, which accepts, bounds and closes its connections.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="listener">The port.</param>
    /// <param name="configure">What is spoken there: <c>Protocols</c>, <c>UseHttps</c>, <c>UseConnectionHandler</c>.</param>
    public static IServiceCollection AddTcpListener(
        this IServiceCollection services,
        Listener listener,
        Action<ListenOptions> configure
    )
    {
        services.AddSingleton(listener);
        return services.Configure<KestrelServerOptions>(kestrel =>
        {
            if (listener.Requested.Address.Equals(IPAddress.IPv6Any) && listener.Requested.Port > 0)
            {
                // Every address of the machine, also where it has none of version 6.
                kestrel.ListenAnyIP(listener.Requested.Port, Open);
            }
            else
            {
                kestrel.Listen(listener.Requested, Open);
            }
        });

        void Open(ListenOptions options)
        {
            listener.Opens(options);
            configure(options);
        }
    }
}
