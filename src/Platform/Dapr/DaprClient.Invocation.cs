using System.Text.Json;

namespace Monolith.Platform.Dapr;

public sealed partial class DaprClient
{
    /// <summary>Calls another app. <c>{method} /v1.0/invoke/{app-id}/method/{path}</c></summary>
    /// <param name="method">The HTTP method, which the other app sees.</param>
    /// <param name="appId">The other app.</param>
    /// <param name="methodName">Its path, with a query if need be, already encoded.</param>
    /// <param name="data">Sent as JSON; null for no body.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The other app's answer, whatever its status, read whole. Dispose it. An error of the sidecar itself looks the
    /// same: 500 with the code <c>ERR_DIRECT_INVOKE</c>.</returns>
    /// <remarks>Never repeated once the sidecar has seen it: only the caller knows what may be done twice.</remarks>
    public Task<HttpResponseMessage> InvokeMethodWithResponseAsync(
        HttpMethod method,
        string appId,
        string methodName,
        object? data = null,
        CancellationToken cancellationToken = default
    ) => _transport.TrySendAsync(Invocation(method, appId, methodName, data), cancellationToken);

    /// <summary>Calls another app and reads its JSON. <c>{method} /v1.0/invoke/{app-id}/method/{path}</c></summary>
    /// <inheritdoc cref="InvokeMethodWithResponseAsync"/>
    /// <returns>The other app's answer; the type's default when it is empty.</returns>
    /// <exception cref="DaprException">The answer is no success.</exception>
    public Task<T?> InvokeMethodAsync<T>(
        HttpMethod method,
        string appId,
        string methodName,
        object? data = null,
        CancellationToken cancellationToken = default
    ) => ReadAsync<T>(Invocation(method, appId, methodName, data), cancellationToken);

    private static DaprRequest Invocation(HttpMethod method, string appId, string methodName, object? data) =>
        new(method, $"{DaprPath.Of("/v1.0/invoke", appId)}/method/{methodName.TrimStart('/')}")
        {
            Body = data is null ? null : JsonSerializer.SerializeToUtf8Bytes(data, JsonSerializerOptions.Web),
            ContentType = data is null ? null : "application/json",
        };
}
