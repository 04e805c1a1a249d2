using System.Net.Http.Headers;

namespace Monolith.Load.Sending;

/// <summary>Posts bodies over HTTP/1.1.</summary>
internal sealed class HttpSender : ISender
{
    private static readonly TimeSpan UsualWait = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _http;
    private readonly Workload _workload;
    private readonly Dialect _dialect;

    public HttpSender(Uri server, string? apiKey, Workload workload, int connections)
    {
        _workload = workload;
        _dialect = Dialect.Of(workload.Protocol);
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections })
        {
            BaseAddress = server,
        };
        if (!string.IsNullOrEmpty(apiKey))
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        }
    }

    public async ValueTask<TimeSpan?> SendAsync(int connection, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(_dialect.ContentType);
        if (_workload.IsGzip)
        {
            content.Headers.ContentEncoding.Add("gzip");
        }

        using var response = await _http.PostAsync(_dialect.Path, content);
        if (response.IsSuccessStatusCode)
        {
            return await IsKeptAsync(response) ? null : UsualWait;
        }

        return (int)response.StatusCode is 429 or 503
            ? response.Headers.RetryAfter?.Delta ?? UsualWait
            : throw new InvalidOperationException(
                $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}"
            );
    }

    public void Dispose() => _http.Dispose();

    // Some answer 200 and say of each record what became of it.
    private async Task<bool> IsKeptAsync(HttpResponseMessage response)
    {
        if (_workload.Protocol is not (Protocol.Dapr or Protocol.Elasticsearch))
        {
            return true;
        }

        var answer = await response.Content.ReadAsStringAsync();
        return
            answer.Contains("DROP", StringComparison.Ordinal)
            || answer.Contains("\"errors\":true", StringComparison.Ordinal)
            ? throw new InvalidOperationException(answer)
            : !answer.Contains("RETRY", StringComparison.Ordinal);
    }
}
