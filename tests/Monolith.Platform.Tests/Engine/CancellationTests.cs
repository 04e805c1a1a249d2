using System.Net.Sockets;
using System.Text;

namespace Monolith.Platform.Tests.Engine;

/// <summary>A statement whose client has gone away ends.</summary>
public sealed class CancellationTests(EngineFixture engine) : IDisposable
{
    private readonly HttpClient _http = engine.CreateHttpClient();

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("SELECT sum(sipHash64(number)) FROM system.numbers", "")]
    [InlineData("SELECT sum(sipHash64(number)) FROM system.numbers FORMAT JSON", "&wait_end_of_query=1")]
    [InlineData("SELECT number FROM system.numbers", "")]
    [InlineData("INSERT INTO FUNCTION null('a UInt64') SELECT number FROM system.numbers", "")]
    public async Task A_statement_ends_when_its_client_goes_away(string sql, string parameters)
    {
        var mark = $"cancelled{Math.Abs((sql + parameters).GetHashCode(StringComparison.Ordinal))}";
        using var gone = new CancellationTokenSource();
        var asking = _http.PostAsync($"/?query_id={mark}{parameters}", new StringContent(sql), gone.Token);
        await Eventually.HoldsAsync(async () => await CountAsync(mark) == 1, "the statement runs");

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await Eventually.HoldsAsync(
            async () => await CountAsync(mark) == 0,
            "the statement is gone",
            TimeSpan.FromSeconds(5)
        );
    }

    [Fact]
    public async Task An_insert_whose_client_goes_away_midway_stores_nothing()
    {
        await _http.AskAsync("CREATE TABLE cancelled_insert (a UInt32) ENGINE = MergeTree ORDER BY a");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(engine.Endpoint.SocketPath));
        const string Half =
            "POST /?query=INSERT+INTO+cancelled_insert+FORMAT+TSV&query_id=cancelled_midway HTTP/1.1\r\n"
            + "Host: engine\r\nContent-Length: 1000\r\n\r\n1\n2\n3\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(Half));
        await Eventually.HoldsAsync(async () => await CountAsync("cancelled_midway") == 1, "the insert runs");

        socket.Close();

        await Eventually.HoldsAsync(async () => await CountAsync("cancelled_midway") == 0, "the insert is gone");
        Assert.Equal("0\n", await _http.AskAsync("SELECT count() FROM cancelled_insert"));
    }

    private async Task<int> CountAsync(string mark) =>
        int.Parse(
            await _http.AskAsync(
                $"SELECT count() FROM system.processes WHERE Settings['log_comment'] LIKE '%{mark}%' AND query NOT LIKE '%processes%'",
                "log_comment=*|watch"
            )
        );
}
