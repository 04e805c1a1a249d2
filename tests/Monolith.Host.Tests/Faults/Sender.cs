using System.Globalization;
using System.Text.Json;

namespace Monolith.Host.Tests.Faults;

/// <summary>Sends numbered records by one protocol without pause and remembers which were acknowledged. Never sends a number
/// twice.</summary>
internal sealed class Sender(Door door)
{
    private const int BatchSize = 50;
    private readonly HashSet<int> _acknowledged = [];
    private int _next;
    private int _count;

    /// <summary>The protocol.</summary>
    public string Name => door.Name;

    /// <summary>How many numbers the host has said are safe. May be read while sending.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The numbers that the host has said are safe. Read it when sending is over.</summary>
    public IReadOnlySet<int> Acknowledged => _acknowledged;

    /// <summary>Sends until told to stop, or until the host is gone.</summary>
    public async Task SendAsync(HostProcess host, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var first = _next;
            _next += BatchSize;
            try
            {
                if (await door.SendAsync(host, first, BatchSize))
                {
                    _acknowledged.UnionWith(Enumerable.Range(first, BatchSize));
                    Volatile.Write(ref _count, _acknowledged.Count);
                }
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException)
            {
                // The host was killed before it answered: this batch may be stored or not, and nothing was promised.
                return;
            }
        }
    }

    /// <summary>Waits until every acknowledged record is found, for as long as there are more of them each time, and says which
    /// numbers are found, as often as they are.</summary>
    public async Task<List<int>> FindAcknowledgedAsync(HttpClient http)
    {
        var found = new List<int>();
        while (!_acknowledged.IsSubsetOf(found))
        {
            var before = found.Count;
            await Eventually.HoldsAsync(
                async () => (found = await FindAllAsync(http, door.Service)).Count > before,
                $"more of the {_acknowledged.Count} acknowledged records of {door.Name} are found than {before}",
                TimeSpan.FromSeconds(60)
            );
        }

        return found;
    }

    /// <summary>The number of every record of a service that a search finds, as often as it is found.</summary>
    public static async Task<List<int>> FindAllAsync(HttpClient http, string service)
    {
        var found = new List<int>();
        string? cursor = null;
        do
        {
            var path =
                $"/api/v1/logs?service={service}&from=now-1h&limit=1000" + (cursor is null ? "" : $"&cursor={cursor}");
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
}
