using System.Diagnostics;
using System.Net.Http.Headers;

namespace Monolith.Load;

/// <summary>Posts ready bodies over a fixed number of kept-alive connections, each as soon as its last answer has come.</summary>
internal sealed class Poster : IDisposable
{
    private readonly HttpClient _http;
    private readonly Workload _workload;
    private readonly int _connections;

    public Poster(Uri server, string? apiKey, Workload workload, int connections)
    {
        _workload = workload;
        _connections = connections;
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections })
        {
            BaseAddress = server,
        };
        if (!string.IsNullOrEmpty(apiKey))
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        }
    }

    /// <returns>The time that each answer took, in milliseconds, in order of length.</returns>
    public async Task<double[]> PostAsync(int first, int count)
    {
        var next = first - 1;
        var latencies = await Task.WhenAll(Enumerable.Range(0, _connections).Select(_ => PostFromAsync()));
        var all = latencies.SelectMany(list => list).ToArray();
        Array.Sort(all);
        return all;

        async Task<List<double>> PostFromAsync()
        {
            var milliseconds = new List<double>(count);
            for (var i = Interlocked.Increment(ref next); i < first + count; i = Interlocked.Increment(ref next))
            {
                var began = Stopwatch.GetTimestamp();
                await PostUntilTakenAsync(_workload.Bodies[i]);
                milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            return milliseconds;
        }
    }

    /// <summary>How often the Host asked to come back later.</summary>
    public long Overloads { get; private set; }

    public void Dispose() => _http.Dispose();

    // To a sidecar every answer is 200, and says of each message what became of it.
    private async Task<bool> IsKeptAsync(HttpResponseMessage response)
    {
        if (_workload.Protocol != Protocol.Dapr)
        {
            return true;
        }

        var answer = await response.Content.ReadAsStringAsync();
        return answer.Contains("DROP", StringComparison.Ordinal)
            ? throw new InvalidOperationException(answer)
            : !answer.Contains("RETRY", StringComparison.Ordinal);
    }

    private async Task PostUntilTakenAsync(byte[] body)
    {
        while (true)
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue(_workload.ContentType);
            if (_workload.IsGzip)
            {
                content.Headers.ContentEncoding.Add("gzip");
            }

            using var response = await _http.PostAsync(_workload.Path, content);
            if (response.IsSuccessStatusCode && await IsKeptAsync(response))
            {
                return;
            }

            if (!response.IsSuccessStatusCode && (int)response.StatusCode is not (429 or 503))
            {
                throw new InvalidOperationException(
                    $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}"
                );
            }

            Overloads++;
            await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromMilliseconds(100));
        }
    }
}
