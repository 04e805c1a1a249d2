using System.Net.Http.Headers;
using Monolith.DaprSidecar.Resiliency;
using Monolith.DaprSidecar.Resources;

namespace Monolith.DaprSidecar.Bindings;

/// <summary>Sends HTTP requests. The data goes out as it comes: as JSON text.</summary>
internal sealed class HttpBinding : IOutputBinding, IDisposable
{
    private static readonly HashSet<string> Operations = new(
        ["get", "head", "post", "put", "patch", "delete", "options", "trace", "create"],
        StringComparer.Ordinal
    );
    private static readonly HashSet<string> OwnMetadata = new(
        ["path", "errorIfNot2XX", "Content-Type"],
        StringComparer.OrdinalIgnoreCase
    );

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
    private readonly Component _component;

    public HttpBinding(Component component)
    {
        _component = component;
        _http.Timeout = Durations.TryParse(component.Setting("responseTimeout"), out var timeout)
            ? timeout
            : Timeout.InfiniteTimeSpan;
    }

    public async Task<BindingResult?> InvokeAsync(BindingCall call, CancellationToken cancellationToken)
    {
        if (!Operations.Contains(call.Operation))
        {
            return Failed($"invalid operation: {call.Operation}");
        }

        using var request = Request(call);
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            return await ReadAsync(call, response, cancellationToken);
        }
        catch (HttpRequestException error)
        {
            return Failed(error.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed("the target did not answer in time");
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(BindingCall call)
    {
        var verb = call.Operation == "create" ? "POST" : call.Operation.ToUpperInvariant();
        var url = (_component.Setting("url") ?? "").TrimEnd('/');
        var path = call.Metadata.GetValueOrDefault("path")?.TrimStart('/');
        var request = new HttpRequestMessage(new HttpMethod(verb), string.IsNullOrEmpty(path) ? url : $"{url}/{path}");
        if (verb is "POST" or "PUT" or "PATCH")
        {
            request.Content = new ReadOnlyMemoryContent(call.Data);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(
                call.Metadata.GetValueOrDefault("Content-Type") ?? "application/json; charset=utf-8"
            );
        }

        foreach (var (name, value) in call.Metadata.Where(entry => !OwnMetadata.Contains(entry.Key)))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (_component.Setting("securityToken") is { } token && _component.Setting("securityTokenHeader") is { } header)
        {
            request.Headers.TryAddWithoutValidation(header, token);
        }

        return request;
    }

    private static async Task<BindingResult> ReadAsync(
        BindingCall call,
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        var metadata = response
            .Headers.Concat(response.Content.Headers)
            .ToDictionary(
                header => header.Key,
                header => string.Join(", ", header.Value),
                StringComparer.OrdinalIgnoreCase
            );
        metadata["statusCode"] = ((int)response.StatusCode).ToString();
        metadata["status"] = $"{(int)response.StatusCode} {response.ReasonPhrase}";
        var mustSucceed = call.Metadata.GetValueOrDefault("errorIfNot2XX") != "false";
        var error =
            mustSucceed && !response.IsSuccessStatusCode ? $"received status code {(int)response.StatusCode}" : null;
        return new BindingResult(await response.Content.ReadAsByteArrayAsync(cancellationToken), metadata, error);
    }

    private static BindingResult Failed(string why) =>
        new([], new Dictionary<string, string>(StringComparer.Ordinal), why);
}
