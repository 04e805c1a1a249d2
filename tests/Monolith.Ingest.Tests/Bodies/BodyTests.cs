using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Monolith.Ingest.Tests.Bodies;

public sealed class BodyTests
{
    private const string TwoLines = "{\"msg\":\"a\"}\n{\"msg\":\"b\"}\n";

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("deflate", true)]
    [InlineData("identity")]
    public async Task Every_coding_that_clients_use_is_read(string coding, bool isBare = false)
    {
        await using var host = await IngestHost.StartAsync();

        var response = await PostAsync(host, Compress(Encoding.UTF8.GetBytes(TwoLines), coding, isBare), coding);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["a", "b"], host.Stored.Records.Select(r => r.Body));
    }

    [Fact]
    public async Task A_body_larger_than_every_first_guess_is_read_whole()
    {
        await using var host = await IngestHost.StartAsync();
        var lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(TwoLines, 100_000)));

        var plain = await PostAsync(host, lines, "identity");
        var zipped = await PostAsync(host, Compress(lines, "gzip"), "gzip");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (plain.StatusCode, zipped.StatusCode));
        Assert.Equal(400_000, host.Stored.Records.Count);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_bomb_is_refused_at_the_bound(string coding)
    {
        await using var host = await IngestHost.StartAsync("Modules:Ingest:MaxDecompressedBytes=100000");

        var response = await PostAsync(host, Compress(new byte[50_000_000], coding), coding);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("/problems/too-large", await TypeOfAsync(response));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("deflate", true)]
    public async Task A_bomb_is_refused_by_how_much_it_swells_long_before_the_bound_on_size(
        string coding,
        bool isBare = false
    )
    {
        await using var host = await IngestHost.StartAsync("Modules:Ingest:MaxDecompressedBytes=1000000000");

        var response = await PostAsync(host, Compress(new byte[50_000_000], coding, isBare), coding);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("200 times its size", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_small_body_may_swell_as_it_likes(string coding)
    {
        await using var host = await IngestHost.StartAsync("Modules:Ingest:MaxDecompressionRatio=1");
        var lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(TwoLines, 10_000)));

        var response = await PostAsync(host, Compress(lines, coding), coding);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(20_000, host.Stored.Records.Count);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_body_that_is_not_compressed_as_it_says_is_a_400(string coding)
    {
        await using var host = await IngestHost.StartAsync();

        var response = await PostAsync(host, Encoding.UTF8.GetBytes(TwoLines), coding);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("/problems/invalid-request", await TypeOfAsync(response));
        Assert.Empty(host.Stored.Records);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_compressed_body_that_was_cut_off_is_a_400(string coding)
    {
        await using var host = await IngestHost.StartAsync();
        var lines = string.Concat(Enumerable.Range(0, 2000).Select(i => $"{{\"msg\":\"{i * 7919 % 10007}\"}}\n"));
        var whole = Compress(Encoding.UTF8.GetBytes(lines), coding);

        var response = await PostAsync(host, whole[..(whole.Length / 2)], coding);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(host.Stored.Records);
    }

    [Theory]
    [InlineData("application/x-ndjson", "zstd")]
    [InlineData("application/x-ndjson", "gzip, br")]
    [InlineData("text/plain", "identity")]
    [InlineData("application/x-www-form-urlencoded", "identity")]
    [InlineData("application/json; charset=utf-16", "identity")]
    public async Task Other_types_and_codings_are_a_415_that_lists_what_works(string type, string coding)
    {
        await using var host = await IngestHost.StartAsync();

        var response = await PostAsync(host, Encoding.UTF8.GetBytes(TwoLines), coding, type);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("/problems/unsupported-media", await TypeOfAsync(response));
    }

    [Fact]
    public async Task A_coding_that_is_not_read_is_answered_with_those_that_are()
    {
        await using var host = await IngestHost.StartAsync();

        var response = await PostAsync(host, Encoding.UTF8.GetBytes(TwoLines), "zstd");

        Assert.Contains("gzip, br, deflate", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_above_the_bound_is_a_413_also_when_it_does_not_say_its_length()
    {
        await using var host = await IngestHost.StartAsync("Modules:Ingest:MaxBodyBytes=1024");
        var large = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(TwoLines, 100)));

        var told = await PostAsync(host, large, "identity");
        host.Http.DefaultRequestHeaders.TransferEncodingChunked = true;
        var untold = await PostAsync(host, large, "identity");

        Assert.Equal(
            (HttpStatusCode.RequestEntityTooLarge, "/problems/too-large"),
            (told.StatusCode, await TypeOfAsync(told))
        );
        Assert.Equal(
            (HttpStatusCode.RequestEntityTooLarge, "/problems/too-large"),
            (untold.StatusCode, await TypeOfAsync(untold))
        );
    }

    [Fact]
    public async Task A_full_spool_is_a_503_that_says_when_to_come_back()
    {
        await using var host = await IngestHost.StartAsync();
        host.Stored.IsFull = true;

        var response = await PostAsync(host, Encoding.UTF8.GetBytes(TwoLines), "identity");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter!.Delta);
        Assert.Equal("/problems/overloaded", await TypeOfAsync(response));
    }

    [Fact]
    public async Task Who_announces_much_and_sends_nothing_takes_no_room_from_others()
    {
        await using var host = await IngestHost.StartAsync("Modules:Ingest:MaxBytesInFlight=16777216");
        using var stop = new CancellationTokenSource();
        var idle = Enumerable
            .Range(0, 8)
            .Select(_ => host.Http.PostAsync("/api/v1/logs", new StalledContent(30_000_000, stop.Token)))
            .ToList();

        var response = await PostAsync(host, Encoding.UTF8.GetBytes(TwoLines), "identity");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(idle));
    }

    [Fact]
    public async Task Who_may_not_write_is_turned_away()
    {
        await using var host = await IngestHost.StartAsync();
        host.Http.DefaultRequestHeaders.Clear();

        var response = await PostAsync(host, Encoding.UTF8.GetBytes(TwoLines), "identity");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Empty(host.Stored.Records);
    }

    private static byte[] Compress(byte[] plain, string coding, bool isBare = false)
    {
        if (coding == "identity")
        {
            return plain;
        }

        using var target = new MemoryStream();
        using (var stream = Compressor(target, coding, isBare))
        {
            stream.Write(plain);
        }

        return target.ToArray();
    }

    private static Stream Compressor(MemoryStream target, string coding, bool isBare) =>
        coding switch
        {
            "gzip" => new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true),
            "br" => new BrotliStream(target, CompressionLevel.Optimal, leaveOpen: true),
            _ when isBare => new DeflateStream(target, CompressionLevel.Optimal, leaveOpen: true),
            _ => new ZLibStream(target, CompressionLevel.Optimal, leaveOpen: true),
        };

    private static async Task<HttpResponseMessage> PostAsync(
        IngestHost host,
        byte[] body,
        string coding,
        string type = "application/x-ndjson"
    )
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (coding != "identity")
        {
            content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        }

        return await host.Http.PostAsync("/api/v1/logs", content);
    }

    private static async Task<string?> TypeOfAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("type").GetString();

    /// <summary>Says how long it is, sends a first byte, and then nothing more.</summary>
    private sealed class StalledContent : HttpContent
    {
        private readonly long _length;
        private readonly CancellationToken _stop;

        public StalledContent(long length, CancellationToken stop)
        {
            (_length, _stop) = (length, stop);
            Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("{"u8.ToArray(), _stop);
            await stream.FlushAsync(_stop);
            await Task.Delay(Timeout.Infinite, _stop);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _length;
            return true;
        }
    }
}
