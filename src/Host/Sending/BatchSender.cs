using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Monolith.Host.Sending;

/// <summary>
/// Posts batches to a running Monolith, and sends a batch again until the server has acknowledged it.
/// </summary>
/// <remarks>
/// Seen from here delivery is at least once: when a connection breaks before the answer has come, nobody on this side
/// can know whether the batch was kept. Such batches are marked (<see cref="Delivery.MayBeTwice"/>).
/// </remarks>
internal sealed class BatchSender : IDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    // A server that names a later moment than this is taken at its word only so far: it may be back long before.
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _giveUpAfter;

    /// <param name="server">Where Monolith listens, for example <c>http://127.0.0.1:8080/</c>.</param>
    /// <param name="apiKey">The key to show, if the server wants one.</param>
    /// <param name="giveUpAfter">How long one batch may stay undelivered; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="clock">Measures the waits.</param>
    public BatchSender(Uri server, string? apiKey, TimeSpan giveUpAfter, TimeProvider clock)
    {
        _clock = clock;
        _giveUpAfter = giveUpAfter;
        _http = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromSeconds(60) };
        if (!string.IsNullOrEmpty(apiKey))
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        }
    }

    /// <summary>Called with each attempt that failed and will be made again.</summary>
    public Action<FailedAttempt>? OnFailedAttempt { get; init; }

    /// <summary>Returns once the server has acknowledged the records, which are NDJSON.</summary>
    /// <exception cref="UndeliverableException">It will not, however often it is asked, or took too long.</exception>
    public Task<Delivery> SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        SendAsync(Post.Logs, body, cancellationToken);

    /// <inheritdoc cref="SendAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    public async Task<Delivery> SendAsync(Post post, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var began = _clock.GetTimestamp();
        var mayBeTwice = false;
        for (var retries = 0; ; retries++)
        {
            var attempt = await TryAsync(post, body, cancellationToken);
            if (attempt.Receipt is not null)
            {
                return new Delivery(attempt.Receipt, retries, mayBeTwice);
            }

            mayBeTwice |= attempt.MayHaveArrived;
            if (_giveUpAfter != Timeout.InfiniteTimeSpan && _clock.GetElapsedTime(began) >= _giveUpAfter)
            {
                throw new UndeliverableException(
                    $"{_http.BaseAddress} took no batch for {_giveUpAfter.TotalSeconds:0} s: {attempt.Failure}"
                );
            }

            var wait = Wait(retries, attempt.RetryAfter);
            OnFailedAttempt?.Invoke(new FailedAttempt(attempt.Failure!, wait));
            await Task.Delay(wait, _clock, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static TimeSpan Wait(int retries, TimeSpan? retryAfter)
    {
        var own = FirstWait * Math.Pow(2, Math.Min(retries, 10));
        var asked = retryAfter > LongestRetryAfter ? LongestRetryAfter : retryAfter ?? TimeSpan.Zero;
        own = own < LongestWait ? own : LongestWait;
        return own > asked ? own : asked;
    }

    private async Task<Attempt> TryAsync(Post post, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(post.ContentType);
        try
        {
            using var response = await _http.PostAsync(post.Path, content, cancellationToken);
            var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return Judge(response, answer);
        }
        catch (HttpRequestException exception)
        {
            // A connection that never came about carried nothing; any other may have.
            var carriedNothing =
                exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError;
            return Attempt.Failed(
                exception.InnerException?.Message ?? exception.Message,
                mayHaveArrived: !carriedNothing
            );
        }
        catch (OperationCanceledException exception) when (exception.InnerException is TimeoutException)
        {
            return Attempt.Failed("no answer in time", mayHaveArrived: true);
        }
        catch (JsonException)
        {
            return Attempt.Failed("an answer that cannot be read", mayHaveArrived: true);
        }
    }

    private Attempt Judge(HttpResponseMessage response, byte[] answer)
    {
        if (ReceiptReader.TryRead(response, answer, out var receipt))
        {
            return new Attempt(receipt, null, null, false);
        }

        var failure = $"{(int)response.StatusCode} {response.ReasonPhrase}";
        switch (response.StatusCode)
        {
            case HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests:
                return Attempt.Failed(failure, mayHaveArrived: false, RetryAfter(response));
            case >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout:
                return Attempt.Failed(failure, mayHaveArrived: true, RetryAfter(response));
            default:
                throw new UndeliverableException(
                    $"{_http.BaseAddress} answered {failure}. {ReceiptReader.Detail(answer)}".TrimEnd()
                );
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _clock.GetUtcNow(),
            _ => null,
        };

    private readonly record struct Attempt(Receipt? Receipt, string? Failure, TimeSpan? RetryAfter, bool MayHaveArrived)
    {
        public static Attempt Failed(string reason, bool mayHaveArrived, TimeSpan? retryAfter = null) =>
            new(null, reason, retryAfter, mayHaveArrived);
    }
}
