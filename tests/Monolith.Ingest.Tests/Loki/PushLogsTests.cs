using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Google.Protobuf;
using Monolith.Ingest.Tests.Loki.Messages;

namespace Monolith.Ingest.Tests.Loki;

/// <summary>Loki's push API over HTTP.</summary>
public sealed class PushLogsTests
{
    private static string Json =>
        $$"""{"streams":[{"stream":{"job":"shop"},"values":[["{{Some.UnixNano}}","hello"]]}]}""";

    [Theory]
    [InlineData("/loki/api/v1/push", null)]
    [InlineData("/loki/api/v1/push", "snappy")]
    [InlineData("/api/prom/push", null)]
    public async Task A_push_in_protobuf_is_stored_and_answered_with_nothing(string path, string? coding)
    {
        await using var host = await IngestHost.StartAsync();

        var response = await PostAsync(
            host,
            Some.Compressed(Some.Request("{job=\"shop\"}", Some.Entry("hello"))),
            path,
            coding
        );

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        var record = host.Stored.Records.Single();
        Assert.Equal(("acme", "loki", "shop", "hello"), (record.Tenant, record.Source, record.Service, record.Body));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData(null)]
    public async Task A_push_in_json_may_be_compressed(string? coding)
    {
        await using var host = await IngestHost.StartAsync();
        var packed = new MemoryStream();
        await using (
            var packer =
                coding == "gzip" ? new GZipStream(packed, CompressionLevel.Fastest)
                : coding == "deflate" ? new DeflateStream(packed, CompressionLevel.Fastest)
                : (Stream)packed
        )
        {
            await packer.WriteAsync(Encoding.UTF8.GetBytes(Json));
        }

        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=utf-8");
        if (coding is not null)
        {
            content.Headers.ContentEncoding.Add(coding);
        }

        var response = await host.Http.PostAsync("/loki/api/v1/push", content);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("hello", host.Stored.Records.Single().Body);
    }

    [Fact]
    public async Task Refused_lines_are_a_400_in_plain_text_and_the_others_are_kept()
    {
        await using var host = await IngestHost.StartAsync();
        var old = Some.Entry("old");
        old.Timestamp.Seconds = 1;

        var response = await PostAsync(host, Some.Compressed(Some.Request("{job=\"shop\"}", Some.Entry("good"), old)));

        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith(
            "1 of 2 lines were refused; all others were taken. Line 2: time_before_retention.",
            text,
            StringComparison.Ordinal
        );
        Assert.Equal("good", host.Stored.Records.Single().Body);
        Assert.Equal(2, host.Stored.Quarantine.Single().Position);
    }

    [Fact]
    public async Task What_is_not_snappy_or_no_push_is_a_400_and_nothing_is_kept()
    {
        await using var host = await IngestHost.StartAsync();
        var whole = Some.Request("{job=\"shop\"}", Some.Entry("hello")).ToByteArray();

        byte[][] bodies =
        [
            [],
            whole,
            Some.Compressed(Some.Request("{}", Some.Entry("x")))[..^3],
            IronSnappy.Snappy.Encode(whole.AsSpan()[..^3]),
        ];
        foreach (var body in bodies)
        {
            var response = await PostAsync(host, body);

            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        }

        Assert.Empty(host.Stored.Records);
    }

    [Fact]
    public async Task A_bomb_is_refused_by_the_length_that_it_names()
    {
        await using var host = await IngestHost.StartAsync("Modules:Ingest:MaxDecompressedBytes=1048576");

        var large = await PostAsync(host, IronSnappy.Snappy.Encode(new byte[2_000_000]));
        var liar = await PostAsync(host, [0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x00]);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Contains("1048576 bytes", await large.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, liar.StatusCode);
    }

    [Fact]
    public async Task A_full_spool_is_a_503_that_says_when_to_come_back()
    {
        await using var host = await IngestHost.StartAsync();
        host.Stored.IsFull = true;

        var response = await PostAsync(host, Some.Compressed(Some.Request("{job=\"shop\"}", Some.Entry("hello"))));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter!.Delta);
        Assert.Equal("The spool is full.\n", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_line_above_the_bound_is_refused_alone_and_too_many_are_a_413()
    {
        await using var host = await IngestHost.StartAsync(
            "Modules:Ingest:MaxRecordBytes=256",
            "Modules:Ingest:MaxRecords=2"
        );
        Entry[] entries = [Some.Entry(new string('x', 300)), Some.Entry("b"), Some.Entry("c")];

        var large = await PostAsync(host, Some.Compressed(Some.Request("{job=\"shop\"}", entries[..2])));
        var many = await PostAsync(host, Some.Compressed(Some.Request("{job=\"shop\"}", entries)));

        Assert.Equal(
            (HttpStatusCode.BadRequest, "record_too_large"),
            (large.StatusCode, host.Stored.Quarantine.Single().Reason)
        );
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, many.StatusCode);
        Assert.Equal(["b"], host.Stored.Records.Select(r => r.Body));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task Other_content_types_are_a_415_that_names_those_that_work(string? type)
    {
        await using var host = await IngestHost.StartAsync();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Json));
        content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);

        var response = await host.Http.PostAsync("/loki/api/v1/push", content);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains("application/x-protobuf", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_not_known_gets_401_and_may_still_ask_whether_it_is_ready()
    {
        await using var host = await IngestHost.StartAsync();
        using var stranger = new HttpClient { BaseAddress = host.Http.BaseAddress };
        using var content = new StringContent(Json, Encoding.UTF8, "application/json");

        var push = await stranger.PostAsync("/loki/api/v1/push", content);
        var ready = await stranger.GetAsync("/ready");

        Assert.Equal(HttpStatusCode.Unauthorized, push.StatusCode);
        Assert.Equal((HttpStatusCode.OK, "ready\n"), (ready.StatusCode, await ready.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_tenant_that_the_key_may_not_name_is_a_403_and_its_own_is_not()
    {
        await using var host = await IngestHost.StartAsync();

        var other = await PostAsAsync("globex");
        var own = await PostAsAsync("acme");

        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        Assert.Equal("text/plain", other.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.NoContent, own.StatusCode);
        Assert.Equal("acme", host.Stored.Records.Single().Tenant);

        async Task<HttpResponseMessage> PostAsAsync(string tenant)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/loki/api/v1/push");
            request.Headers.Add("X-Scope-OrgID", tenant);
            request.Content = new StringContent(Json, Encoding.UTF8, "application/json");
            return await host.Http.SendAsync(request);
        }
    }

    private static async Task<HttpResponseMessage> PostAsync(
        IngestHost host,
        byte[] block,
        string path = "/loki/api/v1/push",
        string? coding = null
    )
    {
        using var content = new ByteArrayContent(block);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        if (coding is not null)
        {
            content.Headers.ContentEncoding.Add(coding);
        }

        return await host.Http.PostAsync(path, content);
    }
}
