using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Monolith.Platform.Engine.Library;

namespace Monolith.Platform.Engine.Http;

/// <summary>Who may come in: anybody through the Unix socket, which lies in a folder for its owner alone, and through
/// every other door whoever has the password.</summary>
internal sealed class Authentication(string? password)
{
    private const string OnlyUser = "default";

    // Hashed, so that comparing takes the same time whatever the length of what is offered.
    private readonly byte[]? _expected = password is null ? null : Hash(password);

    /// <summary>Whether the request came through the Unix socket, that is, from the host itself.</summary>
    public static bool IsFromHost(HttpContext context) =>
        context.Features.Get<IConnectionSocketFeature>()?.Socket.AddressFamily == AddressFamily.Unix;

    /// <summary>Lets the request in.</summary>
    /// <exception cref="EngineException">Its password is missing or wrong.</exception>
    public void Require(HttpContext context, RequestFields fields)
    {
        if (IsFromHost(context))
        {
            return;
        }

        var offered = Offered(context.Request, fields);
        if (offered.Count == 0)
        {
            throw Refusal.PasswordRequired();
        }

        if (offered.Count > 1 || !IsRight(offered[0]))
        {
            throw Refusal.NotAuthenticated();
        }
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    // A user name alone is no credential: clients send the default one whether or not they have a password.
    private static List<Credential> Offered(HttpRequest request, RequestFields fields)
    {
        Credential?[] ways =
        [
            OfBasic(request.Headers.Authorization),
            OfPair(
                RequestReader.Header(request, "X-ClickHouse-User"),
                RequestReader.Header(request, "X-ClickHouse-Key")
            ),
            OfPair(fields.Find("user"), fields.Find("password")),
        ];
        return [.. ways.OfType<Credential>()];
    }

    private static Credential? OfPair(string? user, string? password) =>
        password is null ? null : new Credential(user ?? OnlyUser, password);

    private static Credential? OfBasic(string? header)
    {
        if (string.IsNullOrEmpty(header))
        {
            return null;
        }

        var isBasic = AuthenticationHeaderValue.TryParse(header, out var value) && value.Scheme is "Basic" or "basic";
        var buffer = new byte[value?.Parameter?.Length ?? 0];
        if (!isBasic || !Convert.TryFromBase64String(value!.Parameter ?? "", buffer, out var length))
        {
            throw Refusal.NotAuthenticated();
        }

        var pair = Encoding.UTF8.GetString(buffer, 0, length).Split(':', 2);
        return new Credential(pair[0], pair.Length > 1 ? pair[1] : "");
    }

    private bool IsRight(Credential offered) =>
        _expected is not null
        && CryptographicOperations.FixedTimeEquals(_expected, Hash(offered.Password))
        && offered.User is OnlyUser or "";

    private sealed record Credential(string User, string Password);
}
