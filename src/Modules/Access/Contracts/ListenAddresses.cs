using System.Net;
using Microsoft.Extensions.Configuration;

namespace Monolith.Access.Contracts;

/// <summary>Where the host may listen: anywhere once both keys are configured or people sign in, on loopback only until then.</summary>
public static class ListenAddresses
{
    /// <summary>The address used when nothing else is said.</summary>
    public const string Default = "http://127.0.0.1:8080";

    /// <summary>Every address that the configuration asks for, in the order of the framework's own precedence.</summary>
    public static IReadOnlyList<string> From(IConfiguration configuration)
    {
        var endpoints = configuration
            .GetSection("Kestrel:Endpoints")
            .GetChildren()
            .Select(endpoint => endpoint["Url"])
            .OfType<string>()
            .ToList();
        if (endpoints.Count > 0)
        {
            return endpoints;
        }

        var urls = Split(configuration["urls"]);
        if (urls.Count > 0)
        {
            return urls;
        }

        var ports = Split(configuration["http_ports"])
            .Select(port => $"http://*:{port}")
            .Concat(Split(configuration["https_ports"]).Select(port => $"https://*:{port}"))
            .ToList();
        return ports.Count > 0 ? ports : [Default];
    }

    /// <summary>Says why these addresses must not be opened, or null when they may.</summary>
    /// <param name="configuration">The host's settings.</param>
    /// <param name="more">Addresses of other protocols, as <c>127.0.0.1:4317</c>.</param>
    public static string? Refusal(IConfiguration configuration, params IEnumerable<string> more)
    {
        var open = From(configuration).Concat(more).Where(address => !IsLoopback(address)).ToList();
        var access = configuration.GetSection("Monolith:Access");
        var canSend =
            !string.IsNullOrEmpty(access["IngestKey"])
            || access.GetSection("IngestKeys").GetChildren().Any(key => !string.IsNullOrEmpty(key["Key"]));
        var hasKeys = canSend && !string.IsNullOrEmpty(access["AdminKey"]);
        return open.Count == 0 || hasKeys || HasSignIn(access)
            ? null
            : $"{string.Join(", ", open)} can be reached from other machines, and it is not said who may come in. "
                + "Set Monolith__Access__IngestKey and Monolith__Access__AdminKey (16 characters or more) in the "
                + "environment, have people sign in with Monolith__Access__LocalAccounts=true, or listen on "
                + $"{Default}.";
    }

    /// <summary>True for loopback addresses and <c>localhost</c>; Unix sockets count as loopback.</summary>
    public static bool IsLoopback(string address)
    {
        var separator = address.IndexOf("://", StringComparison.Ordinal);
        var rest = separator < 0 ? address : address[(separator + 3)..];
        if (rest.StartsWith("unix:", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var authority = rest.Split('/')[0];
        var host = authority.StartsWith('[') ? authority[1..].Split(']')[0] : authority.Split(':')[0];
        return string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
    }

    // Where people sign in, everybody has to show who they are, and keys are made on the page.
    private static bool HasSignIn(IConfigurationSection access) =>
        access.GetValue<bool>("LocalAccounts") || access.GetSection("OpenId").GetChildren().Any();

    private static List<string> Split(string? list) =>
        [.. (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
