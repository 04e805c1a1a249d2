using System.Net;

namespace Monolith.Audit.Anchoring;

/// <summary>Asks anchors over HTTP. Their addresses stand in configuration, and lead wherever who runs Monolith says. Thread-safe.</summary>
internal sealed class AnchorHttp : IDisposable
{
    private const int MaxAnswerBytes = 1 << 20;

    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan, // each attempt has a bound of its own
        MaxResponseContentBufferSize = MaxAnswerBytes,
    };

    /// <summary>Sends a request, which it disposes of.</summary>
    /// <exception cref="AnchorException">There was no answer.</exception>
    public async Task<(HttpStatusCode Status, byte[] Body)> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        using (request)
        {
            try
            {
                using var answer = await _http.SendAsync(request, cancellationToken);
                return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken));
            }
            catch (HttpRequestException e)
            {
                throw new AnchorException($"There was no answer: {e.HttpRequestError}.", e);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
