using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Monolith.Platform.Dapr;

/// <summary>
/// Speaks to the Dapr sidecar over its HTTP API, in the terms of the Dapr .NET SDK: one file for each building block.
/// Every method throws <see cref="DaprException"/> when the sidecar refuses, fails or cannot be reached. What may be
/// done twice is repeated after an error that passes; the rest only when the sidecar has not seen it. Thread-safe.
/// </summary>
public sealed partial class DaprClient
{
    private readonly DaprTransport _transport;
    private readonly DaprOptions _options;
    private readonly TimeProvider _clock;

    internal DaprClient(DaprTransport transport, IOptions<DaprOptions> options, TimeProvider clock)
    {
        _transport = transport;
        _options = options.Value;
        _clock = clock;
    }

    /// <returns>The answer's JSON; the type's default when the answer is empty, which is how Dapr says that there is nothing.</returns>
    private async Task<T?> ReadAsync<T>(DaprRequest request, CancellationToken cancellationToken)
    {
        using var response = await _transport.SendAsync(request, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    private static async Task<T?> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken) =>
        response.StatusCode == HttpStatusCode.NoContent || response.Content.Headers.ContentLength == 0
            ? default
            : await response.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, cancellationToken);
}
