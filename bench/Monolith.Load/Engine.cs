using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Monolith.Load;

/// <summary>Speaks with the engine directly, past the Host, over ClickHouse's HTTP interface.</summary>
internal sealed class Engine : IDisposable
{
    // The engine's row policy lets the system itself see every tenant.
    private const string AsTheSystem = "log_comment=*%7Cload";

    private readonly HttpClient _http;

    /// <param name="address">The path of the engine's Unix socket, or a URL.</param>
    public Engine(string address)
    {
        var isUrl = address.StartsWith("http", StringComparison.Ordinal);
        var handler = new SocketsHttpHandler();
        if (!isUrl)
        {
            handler.ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(address), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            };
        }

        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri(isUrl ? address : "http://engine/"),
            Timeout = TimeSpan.FromMinutes(5),
        };
    }

    /// <summary>The address of a Host's embedded engine.</summary>
    public static string OfHost(int process) => $"/proc/{process}/cwd/data/engine/engine.sock";

    public async Task<string> AskAsync(string sql) => Encoding.UTF8.GetString(await ReadAsync(sql)).Trim();

    public async Task<long> AskNumberAsync(string sql) =>
        long.Parse(await AskAsync(sql), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    public async Task<string[]> AskLinesAsync(string sql) =>
        (await AskAsync(sql)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Returns once no merge is running, so that what one measurement left behind does not slow down the next.</summary>
    public async Task WaitForMergesAsync()
    {
        while (await AskNumberAsync("SELECT count() FROM system.merges") > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    public async Task<byte[]> ReadAsync(string sql)
    {
        using var response = await _http.PostAsync($"?{AsTheSystem}", new StringContent(sql));
        return await BodyAsync(response, sql);
    }

    /// <summary>Inserts a ready body. Each insert has a token of its own, as the product's have, so that none counts as a repetition.</summary>
    public async Task InsertAsync(string insert, byte[] body, long token)
    {
        var query = $"?{AsTheSystem}&insert_deduplication_token=load-{token}&query={Uri.EscapeDataString(insert)}";
        using var response = await _http.PostAsync(query, new ByteArrayContent(body));
        await BodyAsync(response, insert);
    }

    public void Dispose() => _http.Dispose();

    private static async Task<byte[]> BodyAsync(HttpResponseMessage response, string sql)
    {
        var body = await response.Content.ReadAsByteArrayAsync();
        return response.IsSuccessStatusCode
            ? body
            : throw new InvalidOperationException($"{sql}\n{Encoding.UTF8.GetString(body)}");
    }
}
