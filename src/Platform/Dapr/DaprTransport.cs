using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;

namespace Monolith.Platform.Dapr;

/// <summary>
/// Sends requests to the sidecar's HTTP API: adds the address and the token, bounds size and time, repeats what may be
/// repeated, and turns every failure into a <see cref="DaprException"/>. The trace context goes along by itself, as with
/// every <see cref="HttpClient"/>. Thread-safe.
/// </summary>
internal sealed class DaprTransport : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _endpoint;
    private readonly DaprOptions _options;
    private readonly TimeProvider _clock;
    private readonly ResiliencePipeline<HttpResponseMessage> _ifNotSent;
    private readonly ResiliencePipeline<HttpResponseMessage> _always;

    public DaprTransport(DaprEnvironment environment, IOptions<DaprOptions> options, TimeProvider clock)
    {
        _options = options.Value;
        _clock = clock;
        _endpoint = environment.HttpEndpoint.AbsoluteUri.TrimEnd('/');
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a changed name record is noticed
                AllowAutoRedirect = false, // the token is for the sidecar alone
                UseCookies = false,
                UseProxy = false, // the sidecar is beside us
            },
            disposeHandler: true
        )
        {
            Timeout = Timeout.InfiniteTimeSpan, // each try has a bound of its own
        };
        if (environment.ApiToken is { } token)
        {
            _http.DefaultRequestHeaders.Add(DaprEnvironment.TokenHeader, token);
        }

        _ifNotSent = Repeating(outcome => outcome.Exception is DaprException { InnerException: { } e } && IsNotSent(e));
        _always = Repeating(outcome =>
            outcome.Exception is DaprException { IsRetriable: true }
            || (outcome.Result is { } response && DaprException.IsPassing(response.StatusCode))
        );
    }

    /// <summary>Sends a request and hands back its answer, read whole. Dispose it.</summary>
    /// <exception cref="DaprException">The answer is an error, or there was none.</exception>
    public async Task<HttpResponseMessage> SendAsync(DaprRequest request, CancellationToken cancellationToken)
    {
        var response = await TrySendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            throw DaprException.Refused(request, response.StatusCode, text);
        }
    }

    /// <summary>Sends a request whose answer is of no interest once it is a success.</summary>
    /// <exception cref="DaprException">The answer is an error, or there was none.</exception>
    public async Task ExecuteAsync(DaprRequest request, CancellationToken cancellationToken) =>
        (await SendAsync(request, cancellationToken)).Dispose();

    /// <summary>Sends a request and hands back its answer whatever its status, read whole. Dispose it.</summary>
    /// <exception cref="DaprException">There was no answer, or the request is too large to be sent.</exception>
    public async Task<HttpResponseMessage> TrySendAsync(DaprRequest request, CancellationToken cancellationToken)
    {
        if (request.Body is { Length: var bytes } && bytes > _options.MaxBodyBytes)
        {
            throw DaprException.TooLarge(request, bytes, _options.MaxBodyBytes);
        }

        var pipeline = request.Repeat switch
        {
            DaprRepeat.Never => ResiliencePipeline<HttpResponseMessage>.Empty,
            DaprRepeat.IfNotSent => _ifNotSent,
            DaprRepeat.Always => _always,
            _ => throw new ArgumentOutOfRangeException(nameof(request), request.Repeat, "Not a known rule."),
        };
        return await pipeline.ExecuteAsync(async token => await SendOnceAsync(request, token), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendOnceAsync(DaprRequest request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(request.Timeout ?? _options.RequestTimeout, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var message = ToMessage(request);
        try
        {
            return await _http.SendAsync(message, both.Token);
        }
        catch (HttpRequestException exception)
        {
            throw DaprException.Unreachable(request, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw DaprException.Unreachable(
                request,
                new TimeoutException($"no answer within {request.Timeout ?? _options.RequestTimeout}", exception)
            );
        }
    }

    private HttpRequestMessage ToMessage(DaprRequest request)
    {
        // Verbatim: the framework would decode some of what was encoded on purpose, such as dots in a key.
        var address = new Uri(
            _endpoint + request.Path,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
        );
        var message = new HttpRequestMessage(request.Method, address);
        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = request.ContentType is { } type
                ? MediaTypeHeaderValue.Parse(type)
                : null;
        }

        foreach (var (name, value) in request.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    private ResiliencePipeline<HttpResponseMessage> Repeating(Predicate<Outcome<HttpResponseMessage>> shouldRepeat)
    {
        if (_options.MaxRetries == 0)
        {
            return ResiliencePipeline<HttpResponseMessage>.Empty;
        }

        return new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = _clock }
            .AddRetry(
                new RetryStrategyOptions<HttpResponseMessage>
                {
                    ShouldHandle = args => ValueTask.FromResult(shouldRepeat(args.Outcome)),
                    MaxRetryAttempts = _options.MaxRetries,
                    Delay = _options.RetryDelay,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true, // so that replicas that failed together do not come back together
                }
            )
            .Build();
    }

    private static bool IsNotSent(Exception cause) =>
        cause
            is HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError
                    or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError
            };
}
