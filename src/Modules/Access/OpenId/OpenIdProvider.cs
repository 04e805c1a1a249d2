using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Monolith.Access.OpenId;

/// <summary>
/// A provider of identities: what it publishes, and whether a token is its. What it publishes is kept for half a day; when it does not
/// answer, what was known goes on, and nobody waits for it again for some seconds. Thread-safe.
/// </summary>
internal sealed class OpenIdProvider : IDisposable
{
    private const int LongestAnswer = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KnownFor = TimeSpan.FromHours(12);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    // Signatures with keys of two halves: what everybody can read must not be good for signing.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSha384,
        SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256,
        SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _turn = new(1);
    private volatile Published? _published;
    private DateTimeOffset _asked = DateTimeOffset.MinValue;

    public OpenIdProvider(string name, OpenIdOptions options, TimeProvider clock)
    {
        (Name, Options, _clock) = (name, options, clock);
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = Patience,
            }
        )
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = LongestAnswer,
        };
    }

    /// <summary>Its name in the settings.</summary>
    public string Name { get; }

    public OpenIdOptions Options { get; }

    /// <summary>The issuer of its tokens.</summary>
    public string Issuer => Options.Authority.TrimEnd('/');

    /// <summary>What it publishes.</summary>
    /// <param name="notBefore">Anything that was read later will do; null for what is known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ProviderUnavailableException">It cannot be had.</exception>
    public async Task<OpenIdConnectConfiguration> MetadataAsync(
        DateTimeOffset? notBefore,
        CancellationToken cancellationToken
    )
    {
        if (IsGood(notBefore) is { } known)
        {
            return known;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (IsGood(notBefore) is { } meanwhile)
            {
                return meanwhile;
            }

            if (_clock.GetUtcNow() - _asked >= Between)
            {
                _asked = _clock.GetUtcNow();
                _published = new Published(await ReadAsync(cancellationToken), _asked);
            }
        }
        catch (ProviderUnavailableException) when (_published is not null)
        {
            // What was known goes on: its keys are as good as they were.
        }
        finally
        {
            _turn.Release();
        }

        return _published?.Metadata ?? throw new ProviderUnavailableException(Name, "it did not answer a moment ago");
    }

    /// <summary>Changes the code that a browser has brought into a token that says who they are.</summary>
    /// <returns>Null when the provider refuses the code.</returns>
    /// <exception cref="ProviderUnavailableException">It does not answer.</exception>
    public async Task<string?> RedeemAsync(
        string code,
        string verifier,
        string returnAddress,
        CancellationToken cancellationToken
    )
    {
        var metadata = await MetadataAsync(notBefore: null, cancellationToken);
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = returnAddress,
            ["code_verifier"] = verifier,
            ["client_id"] = Options.ClientId,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, metadata.TokenEndpoint);
        if (Options.ClientSecret is { } secret)
        {
            if (
                metadata.TokenEndpointAuthMethodsSupported is { Count: > 0 } ways
                && !ways.Contains("client_secret_basic")
            )
            {
                form["client_secret"] = secret;
            }
            else
            {
                // RFC 6749, section 2.3.1: each half is encoded as in a form.
                var pair = $"{Uri.EscapeDataString(Options.ClientId)}:{Uri.EscapeDataString(secret)}";
                request.Headers.Authorization = new AuthenticationHeaderValue(
                    "Basic",
                    Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))
                );
            }
        }

        request.Content = new FormUrlEncodedContent(form);
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                return null;
            }

            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            return
                answer.ValueKind == JsonValueKind.Object
                && answer.TryGetProperty("id_token", out var token)
                && token.ValueKind == JsonValueKind.String
                ? token.GetString()
                : null;
        }
        catch (Exception e) when (IsNoAnswer(e, cancellationToken))
        {
            throw new ProviderUnavailableException(Name, "it does not change codes into tokens");
        }
    }

    /// <summary>What a token says, if the provider has signed it for this audience and it is in time.</summary>
    /// <returns>Null when it is not so.</returns>
    public async Task<ClaimsIdentity?> ValidateAsync(
        string token,
        string audience,
        bool mustExpire,
        CancellationToken cancellationToken
    )
    {
        var asked = _clock.GetUtcNow();
        var result = await ValidateAsync(token, audience, mustExpire, notBefore: null, cancellationToken);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            // The provider may have another key since.
            result = await ValidateAsync(token, audience, mustExpire, asked, cancellationToken);
        }

        return result.IsValid ? result.ClaimsIdentity : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _turn.Dispose();
    }

    private async Task<TokenValidationResult> ValidateAsync(
        string token,
        string audience,
        bool mustExpire,
        DateTimeOffset? notBefore,
        CancellationToken cancellationToken
    )
    {
        var metadata = await MetadataAsync(notBefore, cancellationToken);
        var parameters = new TokenValidationParameters
        {
            ValidIssuer = metadata.Issuer,
            ValidAudience = audience,
            IssuerSigningKeys = metadata.SigningKeys,
            ValidAlgorithms = Algorithms,
            RequireExpirationTime = mustExpire,
            LifetimeValidator = (from, until, _, _) => IsInTime(from, until, mustExpire),
        };
        return await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(token, parameters);
    }

    private bool IsInTime(DateTime? from, DateTime? until, bool mustExpire)
    {
        var now = _clock.GetUtcNow().UtcDateTime;
        return (from is null || from <= now + ClockSkew) && (until is null ? !mustExpire : until > now - ClockSkew);
    }

    private OpenIdConnectConfiguration? IsGood(DateTimeOffset? notBefore) =>
        _published is { } known
        && _clock.GetUtcNow() - known.ReadAt < KnownFor
        && (notBefore is null || known.ReadAt > notBefore)
            ? known.Metadata
            : null;

    private async Task<OpenIdConnectConfiguration> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var metadata = await OpenIdConnectConfigurationRetriever.GetAsync(
                $"{Issuer}/.well-known/openid-configuration",
                new HttpDocumentRetriever(_http)
                {
                    RequireHttps = Issuer.StartsWith("https:", StringComparison.Ordinal),
                },
                cancellationToken
            );
            return
                metadata.Issuer?.TrimEnd('/') == Issuer
                && metadata.AuthorizationEndpoint is not null
                && metadata.TokenEndpoint is not null
                ? metadata
                : throw new ProviderUnavailableException(Name, "what it publishes is of another issuer, or not whole");
        }
        catch (Exception e) when (IsNoAnswer(e, cancellationToken))
        {
            throw new ProviderUnavailableException(Name, "what it publishes cannot be read");
        }
    }

    // The libraries put what went wrong on the wire or in the text into exceptions of many kinds.
    private static bool IsNoAnswer(Exception e, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && e
            is HttpRequestException
                or IOException
                or JsonException
                or OperationCanceledException
                or ArgumentException
                or InvalidOperationException;

    private sealed record Published(OpenIdConnectConfiguration Metadata, DateTimeOffset ReadAt);
}
