using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using Monolith.Platform.Outgoing;

namespace Monolith.Alerting.Notifications.Receivers;

/// <summary>Sends requests to receivers that tenants name: to allowed addresses only, and reads little of the answers.
/// Thread-safe.</summary>
internal sealed class OutboundHttp : IDisposable
{
    private const int ReceiptBytes = 200;

    private readonly TimeProvider _clock;
    private readonly GuardedHttpClient _http;

    public OutboundHttp(IOptions<NotificationOptions> options, TimeProvider clock)
    {
        _clock = clock;
        _http = new GuardedHttpClient(new AddressGuard(options.Value.AllowedNetworks ?? []));
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
                    Answers.RetryAfter(response, _clock.GetUtcNow())
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

    private static NotifyOutcome OutcomeOf(HttpStatusCode status) =>
        (int)status switch
        {
            >= 200 and < 300 => NotifyOutcome.Delivered,
            408 or 429 or >= 500 => NotifyOutcome.Failed,
            _ => NotifyOutcome.Refused,
        };

    private static NotifyResult Failure(Exception e)
    {
        var why = Answers.Explain(e, "Modules:Alerting:AllowedNetworks", out var isRefused);
        return new NotifyResult(isRefused ? NotifyOutcome.Refused : NotifyOutcome.Failed, why);
    }

    private static async Task<string> FirstBytesAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[ReceiptBytes];
        var length = await body.ReadAtLeastAsync(buffer, ReceiptBytes, throwOnEndOfStream: false, cancellationToken);
        return Answers.Printable(Encoding.UTF8.GetString(buffer, 0, length));
    }
}
