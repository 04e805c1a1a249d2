using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Monolith.Alerting.Notifications.Receivers;

/// <summary>Sends requests to receivers that tenants name: to allowed addresses only, without following redirects, cookies, proxies
/// or large answers. Thread-safe.</summary>
internal sealed class OutboundHttp : IDisposable
{
    private const int ReceiptBytes = 200;

    private readonly AddressGuard _guard;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;

    public OutboundHttp(AddressGuard guard, TimeProvider clock)
    {
        (_guard, _clock) = (guard, clock);
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectCallback = ConnectAsync,
                PooledConnectionLifetime = TimeSpan.FromMinutes(1), // so that a changed name record is noticed
                AllowAutoRedirect = false, // it would lead to addresses that nobody checked
                UseCookies = false,
                UseProxy = false, // it would connect in our place, unchecked
                MaxResponseHeadersLength = 16,
            },
            disposeHandler: true
        )
        {
            Timeout = Timeout.InfiniteTimeSpan, // each attempt has a bound of its own
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("Monolith");
    }

    /// <summary>Sends a request once and says what came of it. Disposes of the request.</summary>
    public async Task<NotifyResult> SendAsync(
        HttpRequestMessage request,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        using var bound = new CancellationTokenSource(timeout, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        using (request)
        {
            try
            {
                using var response = await _http.SendAsync(
                    request,
                    HttpCompletionOption.ResponseHeadersRead,
                    both.Token
                );
                return new NotifyResult(
                    OutcomeOf(response.StatusCode),
                    $"{(int)response.StatusCode} {await FirstBytesAsync(response, both.Token)}".TrimEnd(),
                    RetryAfter(response)
                );
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return new NotifyResult(NotifyOutcome.Failed, $"no answer within {timeout.TotalSeconds:0.###} s");
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return Failure(e);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Connects to an address that was just checked: a name that means another one a moment later changes nothing.</summary>
    private async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellationToken
    )
    {
        var host = context.DnsEndPoint.Host;
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        var allowed = Array.FindAll(addresses, _guard.Allows);
        if (allowed.Length == 0)
        {
            throw new AddressRefusedException(host);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static NotifyOutcome OutcomeOf(HttpStatusCode status) =>
        (int)status switch
        {
            >= 200 and < 300 => NotifyOutcome.Delivered,
            408 or 429 or >= 500 => NotifyOutcome.Failed,
            _ => NotifyOutcome.Refused,
        };

    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when date > _clock.GetUtcNow() => date - _clock.GetUtcNow(),
            _ => null,
        };

    private static NotifyResult Failure(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AddressRefusedException refused:
                    return new NotifyResult(NotifyOutcome.Refused, refused.Message);
                case AuthenticationException:
                    return new NotifyResult(NotifyOutcome.Failed, "its certificate is not trusted");
                case SocketException socket:
                    return new NotifyResult(NotifyOutcome.Failed, $"no connection: {socket.SocketErrorCode}");
            }
        }

        return new NotifyResult(NotifyOutcome.Failed, "the connection was closed without an answer");
    }

    private static async Task<string> FirstBytesAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[ReceiptBytes];
        var length = await body.ReadAtLeastAsync(buffer, ReceiptBytes, throwOnEndOfStream: false, cancellationToken);

        // It is shown to people, and a terminal may be among what shows it.
        var text = new StringBuilder(Encoding.UTF8.GetString(buffer, 0, length));
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = char.IsControl(text[i]) ? ' ' : text[i];
        }

        return text.ToString().Trim();
    }
}
