using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Monolith.Host.Tests.Faults;

/// <summary>Sends numbered records without pause and remembers which were acknowledged. Never sends a number twice.</summary>
internal sealed class Sender
{
    private const int BatchSize = 50;
    private readonly HashSet<int> _acknowledged = [];
    private int _next;
    private int _count;

    /// <summary>How many numbers the host has said are safe. May be read while sending.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The numbers that the host has said are safe. Read it when sending is over.</summary>
    public IReadOnlySet<int> Acknowledged => _acknowledged;

    /// <summary>Sends until told to stop, or until the host is gone.</summary>
    public async Task SendAsync(HttpClient http, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var first = _next;
            _next += BatchSize;
            try
            {
                using var body = new StringContent(Lines(first), null, "application/x-ndjson");
                using var response = await http.PostAsync("/api/v1/logs", body, CancellationToken.None);
                if (response.IsSuccessStatusCode)
                {
                    _acknowledged.UnionWith(Enumerable.Range(first, BatchSize));
                    Volatile.Write(ref _count, _acknowledged.Count);
                }
            }
            catch (HttpRequestException)
            {
                // The host was killed before it answered: this batch may be stored or not, and nothing was promised.
                return;
            }
        }
    }

    /// <summary>Every number that a search finds, as often as it is found.</summary>
    public static async Task<List<int>> FindAllAsync(HttpClient http)
    {
        var found = new List<int>();
        string? cursor = null;
        do
        {
            var path =
                "/api/v1/logs?service=faults&from=now-1h&limit=1000" + (cursor is null ? "" : $"&cursor={cursor}");
            using var page = JsonDocument.Parse(await http.GetStringAsync(path));
            foreach (var record in page.RootElement.GetProperty("records").EnumerateArray())
            {
                var number = record.GetProperty("attributes").GetProperty("number").GetString()!;
                found.Add(int.Parse(number, CultureInfo.InvariantCulture));
            }

            cursor = page.RootElement.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        } while (cursor is not null);

        return found;
    }

    private static string Lines(int first)
    {
        var lines = new StringBuilder();
        for (var number = first; number < first + BatchSize; number++)
        {
            lines.Append(
                CultureInfo.InvariantCulture,
                $$"""{"service":"faults","message":"number {{number}}","number":{{number}}}"""
            );
            lines.Append('\n');
        }

        return lines.ToString();
    }
}
