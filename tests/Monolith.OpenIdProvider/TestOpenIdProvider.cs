using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Monolith.OpenIdProvider;

/// <summary>
/// A small provider of identities: it publishes what it is, says at once yes to whoever is sent to it, and signs tokens. It keeps to
/// OpenID Connect Core 1.0, RFC 6749 and RFC 7636, unless it is told to misbehave.
/// </summary>
public sealed class TestOpenIdProvider : IAsyncDisposable
{
    /// <summary>What a client is called.</summary>
    public const string ClientId = "monolith";

    /// <summary>What it has to show.</summary>
    public const string ClientSecret = "a secret: of the client";

    private readonly WebApplication _app;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, Grant> _grants = new(StringComparer.Ordinal);
    private SigningKey _key = new();

    private TestOpenIdProvider(WebApplication app, TimeProvider clock) => (_app, _clock) = (app, clock);

    /// <summary>The issuer.</summary>
    public string Issuer => _app.Urls.Single();

    /// <summary>Who is signed in at the provider: the claims of their tokens.</summary>
    public JsonObject Person { get; set; } =
        new()
        {
            ["sub"] = "248289761001",
            ["name"] = "Anna Meier",
            ["email"] = "anna@example.org",
            ["email_verified"] = true,
            ["groups"] = new JsonArray("staff"),
            ["sid"] = "session-1",
        };

    /// <summary>What it does wrong.</summary>
    public Misbehaviour Misbehaviour { get; set; }

    /// <summary>How often what it publishes was read.</summary>
    public int Reads { get; private set; }

    /// <summary>Starts one on a free port.</summary>
    public static async Task<TestOpenIdProvider> StartAsync(TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var provider = new TestOpenIdProvider(builder.Build(), clock);
        provider._app.MapGet("/.well-known/openid-configuration", provider.Publish);
        provider._app.MapGet("/jwks", provider.PublishKeys);
        provider._app.MapGet("/authorize", provider.Authorize);
        provider._app.MapPost("/token", provider.ExchangeAsync);
        await provider._app.StartAsync();
        return provider;
    }

    /// <summary>Signs with another key from now on.</summary>
    public void ChangeKey() => _key = new SigningKey();

    /// <summary>A token that says that somebody has signed out.</summary>
    public string LogoutToken(Action<JsonObject>? change = null)
    {
        var claims = Claims(ClientId);
        claims["jti"] = Guid.CreateVersion7(_clock.GetUtcNow()).ToString();
        claims["sub"] = Person["sub"]!.GetValue<string>();
        claims["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = new JsonObject() };
        change?.Invoke(claims);
        return Sign(claims);
    }

    /// <summary>A token with which a program comes in.</summary>
    public string AccessToken(string audience, params IReadOnlyList<string> groups)
    {
        var claims = Claims(audience);
        claims["sub"] = "service-account-import";
        claims["azp"] = "import";
        claims["groups"] = new JsonArray([.. groups.Select(g => (JsonNode)g)]);
        return Sign(claims);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private IResult Publish()
    {
        Reads++;
        return Results.Json(
            new
            {
                issuer = Misbehaviour == Misbehaviour.PublishesAnotherIssuer ? "https://evil.example" : Issuer,
                authorization_endpoint = $"{Issuer}/authorize",
                token_endpoint = $"{Issuer}/token",
                jwks_uri = $"{Issuer}/jwks",
                end_session_endpoint = $"{Issuer}/end-session",
                response_types_supported = new[] { "code" },
                code_challenge_methods_supported = new[] { "S256" },
                token_endpoint_auth_methods_supported = new[] { "client_secret_basic" },
            }
        );
    }

    private IResult PublishKeys() => Results.Json(new { keys = new[] { _key.Public } });

    private IResult Authorize(HttpRequest request)
    {
        var query = request.Query;
        if (
            query["response_type"] != "code"
            || query["client_id"] != ClientId
            || query["code_challenge_method"] != "S256"
            || query["redirect_uri"].ToString() is not { Length: > 0 } back
        )
        {
            return Results.BadRequest();
        }

        var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _grants[code] = new Grant(query["code_challenge"]!, query["nonce"]!, back);
        var state = Uri.EscapeDataString(query["state"].ToString());
        return Results.Redirect($"{back}?code={code}&state={state}&iss={Uri.EscapeDataString(Issuer)}");
    }

    private async Task<IResult> ExchangeAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var code = form["code"].ToString();
        var challenge = Base64Url.EncodeToString(
            SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))
        );
        if (
            !IsClient(request)
            || form["grant_type"] != "authorization_code"
            || !_grants.TryGetValue(code, out var grant)
            || grant.Challenge != challenge
            || form["redirect_uri"] != grant.Back
        )
        {
            return Results.Json(new { error = "invalid_grant" }, statusCode: StatusCodes.Status400BadRequest);
        }

        if (Misbehaviour != Misbehaviour.TakesCodesTwice)
        {
            _grants.TryRemove(code, out _);
        }

        return Results.Json(
            new
            {
                access_token = "opaque",
                token_type = "Bearer",
                id_token = IdToken(grant.Nonce),
            }
        );
    }

    private static bool IsClient(HttpRequest request)
    {
        var pair = $"{Uri.EscapeDataString(ClientId)}:{Uri.EscapeDataString(ClientSecret)}";
        return request.Headers.Authorization == $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))}";
    }

    private string IdToken(string nonce)
    {
        var claims = Claims(Misbehaviour == Misbehaviour.AnotherAudience ? "another-client" : ClientId);
        foreach (var (name, value) in Person)
        {
            claims[name] = value?.DeepClone();
        }

        claims["nonce"] = Misbehaviour == Misbehaviour.AnotherNonce ? "another" : nonce;
        if (Misbehaviour == Misbehaviour.NoNonce)
        {
            claims.Remove("nonce");
        }

        if (Misbehaviour == Misbehaviour.AnotherIssuer)
        {
            claims["iss"] = "https://evil.example";
        }

        if (Misbehaviour == Misbehaviour.AnotherParty)
        {
            claims["azp"] = "another-client";
        }

        if (Misbehaviour == Misbehaviour.Expired)
        {
            claims["exp"] = _clock.GetUtcNow().AddMinutes(-2).ToUnixTimeSeconds();
        }

        if (Misbehaviour == Misbehaviour.NeverExpires)
        {
            claims.Remove("exp");
        }

        if (Misbehaviour == Misbehaviour.OfTheFuture)
        {
            claims["nbf"] = _clock.GetUtcNow().AddMinutes(2).ToUnixTimeSeconds();
        }

        return Sign(claims);
    }

    private JsonObject Claims(string audience) =>
        new()
        {
            ["iss"] = Issuer,
            ["aud"] = audience,
            ["iat"] = _clock.GetUtcNow().ToUnixTimeSeconds(),
            ["exp"] = _clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds(),
        };

    private string Sign(JsonObject claims) =>
        Misbehaviour switch
        {
            Misbehaviour.NotSigned => $"{Part(new() { ["alg"] = "none" })}.{Part(claims)}.",
            Misbehaviour.SignedWithThePublicKey => _key.SignAsSecret(claims),
            Misbehaviour.AnotherKey => new SigningKey().Sign(claims),
            Misbehaviour.AnotherKeyOfTheSameName => new SigningKey { Id = _key.Id }.Sign(claims),
            Misbehaviour.ChangedAfterwards => Changed(_key.Sign(claims)),
            _ => _key.Sign(claims),
        };

    private static string Changed(string token)
    {
        var parts = token.Split('.');
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        claims["sub"] = "somebody else";
        return $"{parts[0]}.{Part(claims)}.{parts[2]}";
    }

    private static string Part(JsonObject json) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(json));

    private sealed record Grant(string Challenge, string Nonce, string Back);

    private sealed class SigningKey
    {
        private readonly RSA _rsa = RSA.Create(2048);

        public string Id { get; init; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

        public object Public
        {
            get
            {
                var key = _rsa.ExportParameters(includePrivateParameters: false);
                return new
                {
                    kty = "RSA",
                    use = "sig",
                    alg = "RS256",
                    kid = Id,
                    n = Base64Url.EncodeToString(key.Modulus),
                    e = Base64Url.EncodeToString(key.Exponent),
                };
            }
        }

        public string Sign(JsonObject claims)
        {
            var text = $"{Part(Header("RS256"))}.{Part(claims)}";
            var bytes = Encoding.ASCII.GetBytes(text);
            var signature = _rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return $"{text}.{Base64Url.EncodeToString(signature)}";
        }

        /// <summary>What everybody can read, taken for a shared secret.</summary>
        public string SignAsSecret(JsonObject claims)
        {
            var text = $"{Part(Header("HS256"))}.{Part(claims)}";
            var secret = Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem());
            return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(text)))}";
        }

        private JsonObject Header(string algorithm) =>
            new()
            {
                ["alg"] = algorithm,
                ["typ"] = "JWT",
                ["kid"] = Id,
            };
    }
}

/// <summary>What a provider can do wrong.</summary>
public enum Misbehaviour
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The token was made for another sign-in.</summary>
    AnotherNonce,

    /// <summary>The token was made for no sign-in.</summary>
    NoNonce,

    /// <summary>The token is for another client.</summary>
    AnotherAudience,

    /// <summary>The token is by another issuer.</summary>
    AnotherIssuer,

    /// <summary>The token was asked for by another client.</summary>
    AnotherParty,

    /// <summary>The token is over.</summary>
    Expired,

    /// <summary>The token never ends.</summary>
    NeverExpires,

    /// <summary>The token is not good yet.</summary>
    OfTheFuture,

    /// <summary>The token has no signature.</summary>
    NotSigned,

    /// <summary>The token is signed with what everybody can read.</summary>
    SignedWithThePublicKey,

    /// <summary>The token is signed with a key that is not published.</summary>
    AnotherKey,

    /// <summary>The token is signed with a key that has the name of the published one.</summary>
    AnotherKeyOfTheSameName,

    /// <summary>The token was changed after it was signed.</summary>
    ChangedAfterwards,

    /// <summary>Codes are taken again and again.</summary>
    TakesCodesTwice,

    /// <summary>It says that it is another.</summary>
    PublishesAnotherIssuer,
}
