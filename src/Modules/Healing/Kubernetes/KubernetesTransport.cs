using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Monolith.Healing.Kubernetes.Connection;
using Polly;
using Polly.Retry;

namespace Monolith.Healing.Kubernetes;

/// <summary>
/// Sends requests to the API server: adds the address and the token, bounds the time, repeats what may be repeated, and
/// turns every failure into a <see cref="KubernetesException"/>. Thread-safe.
/// </summary>
internal sealed class KubernetesTransport : IDisposable
{
    private readonly KubernetesConnection _connection;
    private readonly KubernetesOptions _options;
    private readonly KubernetesMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly ResiliencePipeline<HttpResponseMessage> _questions;
    private readonly ResiliencePipeline<HttpResponseMessage> _changes;

    public KubernetesTransport(
        KubernetesConnection connection,
        IOptions<KubernetesOptions> options,
        KubernetesMetrics metrics,
        TimeProvider clock
    )
    {
        _connection = connection;
        _options = options.Value;
        _metrics = metrics;
        _clock = clock;
        _http = new HttpClient(connection.CreateHandler(), disposeHandler: true)
        {
            Timeout = Timeout.InfiniteTimeSpan, // each try has a bound of its own
        };
        _questions = Repeating(error => error.IsRetriable);
        _changes = Repeating(IsNotLookedAt);
    }

    /// <summary>Sends a request and hands back its answer, read whole. Dispose it.</summary>
    /// <exception cref="KubernetesException">The answer is an error, or there was none.</exception>
    public async Task<HttpResponseMessage> SendAsync(KubernetesRequest request, CancellationToken cancellationToken)
    {
        var pipeline = request.IsRepeatable ? _questions : _changes;
        return await pipeline.ExecuteAsync(async token => await SendOnceAsync(request, token), cancellationToken);
    }

    /// <summary>Opens a stream. Only its beginning is bounded in time. Dispose the answer.</summary>
    /// <exception cref="KubernetesException">The answer is an error, or there was none.</exception>
    public Task<HttpResponseMessage> OpenAsync(KubernetesRequest request, CancellationToken cancellationToken) =>
        SendOnceAsync(request, cancellationToken, HttpCompletionOption.ResponseHeadersRead);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendOnceAsync(
        KubernetesRequest request,
        CancellationToken cancellationToken,
        HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead
    )
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            var response = await TrySendAsync(request, completion, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                _metrics.Sent(request, Stopwatch.GetElapsedTime(start));
                return response;
            }

            using (response)
            {
                var text = await response.Content.ReadAsStringAsync(cancellationToken);
                throw KubernetesException.Refused(
                    request,
                    response.StatusCode,
                    text,
                    response.Headers.RetryAfter?.Delta
                );
            }
        }
        catch (KubernetesException error)
        {
            _metrics.Sent(request, Stopwatch.GetElapsedTime(start), error.Reason);
            throw;
        }
    }

    private async Task<HttpResponseMessage> TrySendAsync(
        KubernetesRequest request,
        HttpCompletionOption completion,
        CancellationToken cancellationToken
    )
    {
        using var timeout = new CancellationTokenSource(_options.RequestTimeout, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var message = await ToMessageAsync(request, both.Token);
            return await _http.SendAsync(message, completion, both.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw KubernetesException.Unreachable(request, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw KubernetesException.Unreachable(
                request,
                new TimeoutException($"no answer within {_options.RequestTimeout}", exception)
            );
        }
    }

    private async Task<HttpRequestMessage> ToMessageAsync(
        KubernetesRequest request,
        CancellationToken cancellationToken
    )
    {
        var message = new HttpRequestMessage(
            request.Method,
            new Uri(
                _connection.Server.AbsoluteUri.TrimEnd('/') + request.Path,
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
            )
        );
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("monolith-healing", "1"));
        if (await _connection.ReadTokenAsync(cancellationToken) is { } token)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.ContentType!);
        }

        return message;
    }

    private ResiliencePipeline<HttpResponseMessage> Repeating(Predicate<KubernetesException> shouldRepeat)
    {
        if (_options.MaxRetries == 0)
        {
            return ResiliencePipeline<HttpResponseMessage>.Empty;
        }

        return new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = _clock }
            .AddRetry(
                new RetryStrategyOptions<HttpResponseMessage>
                {
                    ShouldHandle = args =>
                        ValueTask.FromResult(args.Outcome.Exception is KubernetesException e && shouldRepeat(e)),
                    MaxRetryAttempts = _options.MaxRetries,
                    Delay = _options.RetryDelay,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true, // so that replicas that failed together do not come back together
                    DelayGenerator = args =>
                        ValueTask.FromResult((args.Outcome.Exception as KubernetesException)?.RetryAfter),
                }
            )
            .Build();
    }

    /// <summary>No connection was made, or the server was too busy to look: with a time to come back it has done nothing. A
    /// 429 without a time is an eviction that a budget forbids, which its caller must hear of.</summary>
    private static bool IsNotLookedAt(KubernetesException error) =>
        error is { Status: HttpStatusCode.TooManyRequests, RetryAfter: not null }
        || error.InnerException
            is HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError
                    or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError
            };
}
