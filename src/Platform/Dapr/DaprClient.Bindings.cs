using System.Text.Json;

namespace Monolith.Platform.Dapr;

public sealed partial class DaprClient
{
    /// <summary>Has an output binding do something. <c>POST /v1.0/bindings/{name}</c></summary>
    /// <param name="bindingName">The component.</param>
    /// <param name="operation">What it shall do, such as <c>create</c>.</param>
    /// <param name="data">Travels as JSON. A string reaches some components (HTTP, Kafka) with its quotes: give those an object.</param>
    /// <param name="metadata">For the component, such as <c>key</c> or <c>path</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<BindingResponse> InvokeBindingAsync<T>(
        string bindingName,
        string operation,
        T data,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default
    )
    {
        var request = DaprRequest.Post(
            DaprPath.Of("/v1.0/bindings", bindingName),
            new
            {
                operation,
                data = JsonSerializer.SerializeToElement(data, JsonSerializerOptions.Web),
                metadata,
            }
        );
        using var response = await _transport.SendAsync(request, cancellationToken);
        return new BindingResponse(
            await response.Content.ReadAsByteArrayAsync(cancellationToken),
            response
                .Headers.Where(h => h.Key.StartsWith("metadata.", StringComparison.OrdinalIgnoreCase))
                .ToDictionary(
                    h => h.Key["metadata.".Length..],
                    h => string.Join(',', h.Value),
                    StringComparer.OrdinalIgnoreCase
                )
        );
    }
}

/// <summary>What a binding answered.</summary>
/// <param name="Data">Its bytes; empty when it has no answer.</param>
/// <param name="Metadata">What it said beside them.</param>
public sealed record BindingResponse(ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string> Metadata);
