using System.Net;

namespace Monolith.Platform.Engine.Child;

/// <summary>The address of the engine's second door. The engine speaks plain HTTP, so that door opens to this machine only.</summary>
internal static class ListenAddress
{
    /// <summary>Reads <c>127.0.0.1:8123</c>, <c>[::1]:8123</c> or <c>localhost:8123</c>.</summary>
    /// <returns>Null when it is none of these.</returns>
    public static IPEndPoint? Parse(string text)
    {
        const string Localhost = "localhost:";
        var numbers = text.StartsWith(Localhost, StringComparison.OrdinalIgnoreCase)
            ? $"127.0.0.1:{text[Localhost.Length..]}"
            : text;
        var hasPort =
            numbers.LastIndexOf(':') > numbers.LastIndexOf(']') && numbers.Contains('.', StringComparison.Ordinal)
            || numbers.Contains("]:", StringComparison.Ordinal);
        return hasPort && IPEndPoint.TryParse(numbers, out var address) && IPAddress.IsLoopback(address.Address)
            ? address
            : null;
    }
}
