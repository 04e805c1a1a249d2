using System.Net.Sockets;
using System.Security.Authentication;

namespace Monolith.Platform.Outgoing;

/// <summary>Reads what the other side of a request said, or why it said nothing.</summary>
public static class Answers
{
    /// <summary>How long the other side asks to wait.</summary>
    /// <returns>Null when it does not say, or names a time that has passed.</returns>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when date > now => date - now,
            _ => null,
        };

    /// <summary>Why there is no answer, for people. Names nothing of the request.</summary>
    /// <param name="failure">What the client threw.</param>
    /// <param name="setting">The setting that allows addresses which are refused.</param>
    /// <param name="isRefused">True when the address is not allowed.</param>
    public static string Explain(Exception failure, string setting, out bool isRefused)
    {
        isRefused = false;
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AddressRefusedException refused:
                    isRefused = true;
                    return $"{refused.Message} {setting} allows private ones.";
                case AuthenticationException:
                    return "its certificate is not trusted";
                case SocketException socket:
                    return $"no connection: {socket.SocketErrorCode}";
            }
        }

        return "the connection was closed without an answer";
    }

    /// <summary>The text without control characters: it is shown to people, and a terminal may be among what shows it.</summary>
    public static string Printable(string text) =>
        string.Create(
                text.Length,
                text,
                static (to, from) =>
                {
                    for (var i = 0; i < to.Length; i++)
                    {
                        to[i] = char.IsControl(from[i]) ? ' ' : from[i];
                    }
                }
            )
            .Trim();
}
