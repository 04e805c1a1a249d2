using System.Net.Sockets;

namespace Monolith.DaprSidecar.App;

/// <summary>The way to the app: every request of the sidecar to it goes through here.</summary>
internal sealed class AppChannel : IDisposable
{
    private readonly SidecarOptions _options;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim? _slots;

    public AppChannel(SidecarOptions options)
    {
        _options = options;
        _slots = options.AppMaxConcurrency > 0 ? new SemaphoreSlim(options.AppMaxConcurrency) : null;
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
                ActivityHeadersPropagator = null,
            }
        )
        {
            BaseAddress = new Uri($"http://{options.AppChannelAddress}:{options.AppPort ?? 0}"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>False while probes say that the app cannot work.</summary>
    public bool IsHealthy { get; set; } = true;

    /// <summary>Sends a request that carries the app's token.</summary>
    /// <exception cref="HttpRequestException">The app could not be reached.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_options.AppApiToken is { } token)
        {
            request.Headers.Remove("dapr-api-token");
            request.Headers.Add("dapr-api-token", token);
        }

        if (_slots is null)
        {
            return await _http.SendAsync(request, cancellationToken);
        }

        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await _http.SendAsync(request, cancellationToken);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Asks the health path, without a token: that route is open.</summary>
    public async Task<bool> ProbeAsync(CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(_options.AppHealthTimeout);
        try
        {
            using var response = await _http.GetAsync(_options.AppHealthPath, bound.Token);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Returns once something listens at the app's port, however long that takes.</summary>
    public async Task WaitForPortAsync(CancellationToken cancellationToken)
    {
        while (!await CanDialAsync(cancellationToken))
        {
            await Task.Delay(_options.AppDialPause, cancellationToken);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _slots?.Dispose();
    }

    private async Task<bool> CanDialAsync(CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(TimeSpan.FromMilliseconds(500));
        using var tcp = new TcpClient();
        try
        {
            await tcp.ConnectAsync(_options.AppChannelAddress, _options.AppPort!.Value, bound.Token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
