using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Monolith.Platform.Outgoing;

namespace Monolith.Healing.Actions.Calls;

/// <summary>Calls endpoints that policies name, or pods, at allowed addresses only. Thread-safe.</summary>
internal sealed class OutboundCalls : IDisposable
{
    // A host that the operator has named, or a pod: both are usually in a network of the cluster. This machine is not among
    // them: what listens only here, such as a sidecar, was not meant to be called from a policy.
    private static readonly string[] ClusterNetworks =
    [
        "10.0.0.0/8",
        "100.64.0.0/10",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "fc00::/7",
    ];

    private readonly CallOptions _options;
    private readonly TimeProvider _clock;
    private readonly GuardedHttpClient _http;

    public OutboundCalls(IOptions<CallOptions> options, TimeProvider clock)
    {
        (_options, _clock) = (options.Value, clock);
        _http = new GuardedHttpClient(new AddressGuard(_options.AllowedNetworks ?? ClusterNetworks));
    }

    /// <summary>Posts JSON. What it answers with is for the caller to judge.</summary>
    /// <exception cref="ActionUnavailableException">There was no answer.</exception>
    public async Task<HttpStatusCode> PostAsync(
        Uri address,
        ReadOnlyMemory<byte> body,
        IReadOnlyDictionary<string, string> headers,
        CancellationToken cancellationToken
    )
    {
        using var bound = new CancellationTokenSource(_options.Timeout, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Content = new ReadOnlyMemoryContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return response.StatusCode;
        }
        catch (HttpRequestException error) when (error.InnerException is AddressRefusedException refused)
        {
            var setting = $"{CallOptions.Section}:{nameof(CallOptions.AllowedNetworks)}";
            throw new ActionUnavailableException($"{refused.Message} {setting} allows private ones.", error);
        }
        catch (HttpRequestException error)
        {
            throw new ActionUnavailableException($"{address.Host} did not answer: {error.Message}", error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ActionUnavailableException($"{address.Host} did not answer within {_options.Timeout}.", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
