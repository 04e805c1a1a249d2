using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Options;
using Monolith.Platform.Outgoing;
using Monolith.Platform.Security;
using Monolith.Processing.Routing.Destinations;

namespace Monolith.Processing.Routing.Sending;

/// <summary>Sends requests to destinations that tenants name: to allowed addresses only. Thread-safe.</summary>
internal sealed class DestinationHttp : IDisposable
{
    // An answer to a bulk request has a line for each record; more than this is no answer to ours.
    private const int MaxAnswerBytes = 8 * 1024 * 1024;
    private const int ReceiptCharacters = 300;

    private readonly TimeProvider _clock;
    private readonly GuardedHttpClient _http;
    private readonly DestinationSecrets _secrets;

    public DestinationHttp(IOptions<RoutingOptions> options, DestinationSecrets secrets, TimeProvider clock)
    {
        _clock = clock;
        _secrets = secrets;
        _http = new GuardedHttpClient(new AddressGuard(options.Value.AllowedNetworks ?? []));
    }

    /// <summary>A POST to a destination, with what its settings say of every request.</summary>
    /// <param name="tenant">Whose destination it is.</param>
    /// <param name="settings">The destination.</param>
    /// <param name="path">The path to ask for where its address has none.</param>
    /// <param name="body">The body.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="compress">Whether it is compressed.</param>
    /// <exception cref="SecretMissingException">A secret is not there.</exception>
    public HttpRequestMessage Post(
        TenantId tenant,
        IHttpSettings settings,
        string path,
        ReadOnlyMemory<byte> body,
        string contentType,
        bool compress = true
    )
    {
        var address = new Uri(settings.Url);
        if (address.AbsolutePath == "/")
        {
            address = new Uri(address, path);
        }

        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = compress ? new ByteArrayContent(Gzip(body.Span)) : new ReadOnlyMemoryContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        if (compress)
        {
            request.Content.Headers.ContentEncoding.Add("gzip");
        }

        foreach (var (name, value) in settings.Headers ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (settings.Auth is { } auth)
        {
            request.Headers.Authorization = Authorization(auth, _secrets.Get(tenant, auth.Secret));
        }

        return request;
    }

    /// <summary>The bytes, compressed.</summary>
    public static byte[] Gzip(ReadOnlySpan<byte> bytes)
    {
        using var target = new MemoryStream(bytes.Length / 4);
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return target.ToArray();
    }

    /// <summary>Sends a request once and says what came of it. Disposes of the request.</summary>
    public async Task<HttpAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            try
            {
                using var response = await _http.SendAsync(
                    request,
                    HttpCompletionOption.ResponseHeadersRead,
                    cancellationToken
                );
                var body = await ReadAsync(response, cancellationToken);
                var text = $"{(int)response.StatusCode} {Printable(body)}".TrimEnd();
                return new HttpAnswer(
                    new SendResult(
                        OutcomeOf(response.StatusCode),
                        text,
                        Answers.RetryAfter(response, _clock.GetUtcNow())
                    ),
                    body,
                    response.Content.Headers.ContentType?.MediaType
                );
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return new HttpAnswer(Failure(e), [], MediaType: null);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>What a failed connection means.</summary>
    public static SendResult Failure(Exception e) =>
        new(SendOutcome.Failed, Answers.Explain(e, "Modules:Processing:Routing:AllowedNetworks", out _));

    // A key that is wrong or a path that is not there is put right by people, often within the hour, and the records can wait for that.
    private static SendOutcome OutcomeOf(HttpStatusCode status) =>
        (int)status switch
        {
            >= 200 and < 300 => SendOutcome.Delivered,
            401 or 403 or 404 or 405 or 407 or 408 or 409 or 425 or 429 or >= 500 or (>= 300 and < 400) =>
                SendOutcome.Failed,
            _ => SendOutcome.Refused,
        };

    private static AuthenticationHeaderValue Authorization(AuthSettings auth, byte[] secret) =>
        auth.Scheme switch
        {
            AuthScheme.Bearer => new AuthenticationHeaderValue("Bearer", Encoding.UTF8.GetString(secret)),
            AuthScheme.ApiKey => new AuthenticationHeaderValue("ApiKey", Encoding.UTF8.GetString(secret)),
            AuthScheme.Basic => new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String([.. Encoding.UTF8.GetBytes(auth.User + ":"), .. secret])
            ),
            _ => throw new ArgumentException("Not a known scheme.", nameof(auth)),
        };

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (kept.Length < MaxAnswerBytes && await body.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            kept.Write(buffer, 0, count);
        }

        return kept.ToArray();
    }

    private static string Printable(byte[] body) =>
        Answers.Printable(Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, ReceiptCharacters))));
}

/// <summary>What a destination answered.</summary>
/// <param name="Result">What that means.</param>
/// <param name="Body">All that it said.</param>
/// <param name="MediaType">In which form.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HttpAnswer(SendResult Result, byte[] Body, string? MediaType);
