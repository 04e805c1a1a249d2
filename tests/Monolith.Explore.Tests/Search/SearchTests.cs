using System.Net;
using System.Text.Json.Nodes;
using Monolith.Platform.Language;

namespace Monolith.Explore.Tests.Search;

public sealed class SearchTests(ExploreHost host)
{
    [Fact]
    public async Task A_record_reads_as_documented_and_leaves_out_what_is_not_set()
    {
        var tenant = host.NewTenant();
        var full = new StoredLog
        {
            Id = 7_123_456_789_012_345_678,
            TimeUnixNano = ExploreHost.Now.ToUnixNano() - 1,
            Severity = 17,
            SeverityText = "error",
            Service = "checkout",
            Source = "otlp",
            EventName = "payment.failed",
            CorrelationId = "c-1",
            RequestId = "r-1",
            UserId = "u-1",
            TraceBytes = "0123456789abcdef",
            SpanBytes = "01234567",
            DurationMs = 12.5f,
            HttpMethod = "POST",
            HttpRoute = "/pay",
            HttpUrl = "https://shop/pay?x=1",
            HttpStatus = 503,
            ClientAddress = "10.0.0.1",
            UserAgent = "curl/8",
            Body = "payment \"timed\" out\n\ttwice: Größe",
            Attributes = [("order.id", "4711")],
            Resource = [("k8s.pod.name", "pod-7")],
        };
        await host.StoreAsync(
            tenant,
            full,
            new StoredLog
            {
                Severity = 0,
                SeverityText = "",
                Body = "",
            }.Ago(TimeSpan.FromSeconds(9))
        );
        using var http = host.ClientOf(tenant);

        var page = await http.JsonAsync("/api/v1/logs");

        var expected = JsonNode.Parse(
            """
            {"id":"7123456789012345678","timestamp":"2026-03-04T05:06:06.999999999Z",
             "observed_timestamp":"2026-03-04T05:06:06.999Z","severity":"error","severity_number":17,"service":"checkout",
             "source":"otlp","event_name":"payment.failed","correlation_id":"c-1","request_id":"r-1","user_id":"u-1",
             "trace_id":"30313233343536373839616263646566","span_id":"3031323334353637","duration_ms":12.5,
             "http.request.method":"POST","http.route":"/pay","url.full":"https://shop/pay?x=1",
             "http.response.status_code":503,"client.address":"10.0.0.1","user_agent.original":"curl/8",
             "body":"payment \"timed\" out\n\ttwice: Größe","attributes":{"order.id":"4711"},
             "resource":{"k8s.pod.name":"pod-7"}}
            """
        );
        Assert.Equal(expected!.ToJsonString(), page["records"]![0]!.ToJsonString());
        Assert.Equal(
            ["id", "timestamp", "observed_timestamp", "severity_number", "service", "body", "attributes", "resource"],
            page["records"]![1]!.AsObject().Select(property => property.Key)
        );
        Assert.Null(page["next_cursor"]);
    }

    [Theory]
    [InlineData("", "c b a")]
    [InlineData("service=shop", "b")]
    [InlineData("service=shop&service=auth", "b a")]
    [InlineData("service=Shop", "")]
    [InlineData("severity=warn", "c b")]
    [InlineData("severity=WARNING", "c b")]
    [InlineData("severity=13", "c b")]
    [InlineData("severity=error", "c")]
    [InlineData("severity=17&service=shop", "")]
    [InlineData("q=letter", "c b a")]
    [InlineData("q=LETTER%20b", "b")]
    [InlineData("q=lett", "")]
    [InlineData("q=%22the+letter%22", "c b a")]
    [InlineData("q=%22letter+the%22", "")]
    [InlineData("q=10.0.0.2", "b")]
    [InlineData("q=0.10", "")]
    [InlineData("correlation_id=corr-b", "b")]
    [InlineData("correlation_id=CORR-B", "")]
    [InlineData("request_id=req-b", "b")]
    [InlineData("user_id=user-b", "b")]
    [InlineData("trace_id=62323334353637383930313233343536", "b")]
    [InlineData("trace_id=62323334353637383930313233343537", "")]
    [InlineData("attribute.letter=b", "b")]
    [InlineData("attribute.letter=b&attribute.letter=a", "b a")]
    [InlineData("attribute.letter=b&attribute.kind=vowel", "")]
    [InlineData("attribute.Letter=b", "")]
    [InlineData("attribute.host.name=host-b", "b")]
    [InlineData("attribute.http.route=/b", "b")]
    [InlineData("attribute.http.response.status_code=502", "b")]
    [InlineData("attribute.http.request.method=PUT", "b")]
    [InlineData("attribute.url.full=/b?x", "b")]
    [InlineData("attribute.url.path=/b?x", "b")]
    [InlineData("attribute.client.address=10.1.1.2", "b")]
    [InlineData("attribute.user_agent.original=agent-b", "b")]
    [InlineData("attribute.service.name=shop", "b")]
    [InlineData("attribute.event.name=event-b", "b")]
    [InlineData("from=now-25s", "c b")]
    [InlineData("to=now-25s", "a")]
    [InlineData("from=2026-03-04T05:05:47Z&to=2026-03-04T05:05:57Z", "b")]
    [InlineData("order=asc", "a b c")]
    [InlineData("order=asc&limit=2", "a b")]
    [InlineData("limit=1", "c")]
    public async Task A_filter_means_exactly_these_records(string query, string expected)
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            Letter("a", 30) with
            {
                Service = "auth",
                Severity = 9,
                Attributes = [("letter", "a"), ("kind", "vowel")],
            },
            Letter("b", 20) with
            {
                Service = "shop",
                Severity = 13,
            },
            Letter("c", 10) with
            {
                Service = "Cart",
                Severity = 18,
            }
        );
        using var http = host.ClientOf(tenant);

        var bodies = await http.BodiesAsync(query);

        Assert.Equal(expected, string.Join(' ', bodies.Select(body => body.Split(' ')[2])));
    }

    [Fact]
    public async Task Widening_windows_find_records_however_old_they_are()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            new StoredLog { Body = "old", Severity = 21 }.Ago(TimeSpan.FromDays(8000)),
            new StoredLog { Body = "less old", Severity = 9 }.Ago(TimeSpan.FromDays(700)),
            new StoredLog { Body = "yesterday", Severity = 9 }.Ago(TimeSpan.FromDays(1)),
            new StoredLog { Body = "just now", Severity = 9 }.Ago(TimeSpan.FromSeconds(1))
        );
        using var http = host.ClientOf(tenant);

        Assert.Equal(["just now", "yesterday", "less old", "old"], await http.BodiesAsync(""));
        Assert.Equal(["old", "less old", "yesterday", "just now"], await http.BodiesAsync("order=asc"));
        Assert.Equal(["old"], await http.BodiesAsync("severity=fatal"));
        Assert.Equal(["yesterday", "less old"], await http.BodiesAsync("to=now-1h&limit=2"));
        Assert.Equal(["less old"], await http.BodiesAsync("q=less"));
    }

    [Fact]
    public async Task Ndjson_has_a_record_a_line_and_the_cursor_in_the_last()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, Letter("a", 3), Letter("b", 2), Letter("c", 1));
        using var http = host.ClientOf(tenant);

        using var byFormat = await http.GetAsync(new Uri("/api/v1/logs?limit=2&format=ndjson", UriKind.Relative));
        http.DefaultRequestHeaders.Accept.ParseAdd("application/x-ndjson");
        using var byAccept = await http.GetAsync(new Uri("/api/v1/logs", UriKind.Relative));

        var lines = (await byFormat.Content.ReadAsStringAsync()).Split('\n');
        Assert.Equal("application/x-ndjson", byFormat.Content.Headers.ContentType?.MediaType);
        Assert.Equal(4, lines.Length);
        Assert.Equal("the letter c 10.0.0.1", JsonNode.Parse(lines[0])!["body"]!.GetValue<string>());
        Assert.Equal("the letter b 10.0.0.2", JsonNode.Parse(lines[1])!["body"]!.GetValue<string>());
        Assert.NotNull(JsonNode.Parse(lines[2])!["next_cursor"]);
        Assert.Empty(lines[3]);
        Assert.Equal(3, (await byAccept.Content.ReadAsStringAsync()).Count(c => c == '\n'));
    }

    [Fact]
    public async Task A_page_that_is_larger_than_the_buffer_arrives_whole()
    {
        var tenant = host.NewTenant();
        var logs = Enumerable
            .Range(1, 40)
            .Select(n => new StoredLog { Body = new string('x', 50_000) + n }.Ago(TimeSpan.FromSeconds(n)));
        await host.StoreAsync(tenant, logs);
        using var http = host.ClientOf(tenant);

        var bodies = await http.BodiesAsync("limit=1000");

        Assert.Equal(Enumerable.Range(1, 40), bodies.Select(body => int.Parse(body[50_000..])));
    }

    [Theory]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=now&to=now-1h", "from")]
    [InlineData("to=2026-03-04", "to")]
    [InlineData("severity=loud", "severity")]
    [InlineData("severity=25", "severity")]
    [InlineData("severity=0", "severity")]
    [InlineData("q=%22open", "q")]
    [InlineData("q=...", "q")]
    [InlineData("q=", "q")]
    [InlineData("trace_id=xyz", "trace_id")]
    [InlineData("trace_id=00000000000000000000000000000000", "trace_id")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("order=random", "order")]
    [InlineData("format=xml", "format")]
    [InlineData("cursor=abc", "cursor")]
    [InlineData("serivce=typo", "serivce")]
    [InlineData("service=", "service")]
    [InlineData("attribute.=x", "attribute.")]
    [InlineData("attribute.x=", "attribute.x")]
    [InlineData("=x", "")]
    public async Task What_is_wrong_is_told_by_the_name_of_the_parameter(string query, string parameter)
    {
        using var http = host.ClientOf(host.NewTenant());

        var (status, problem) = await http.ProblemAsync($"/api/v1/logs?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("/problems/invalid-request", problem["type"]!.GetValue<string>());
        Assert.Equal([parameter], problem["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once()
    {
        using var http = host.ClientOf(host.NewTenant());

        var (_, problem) = await http.ProblemAsync("/api/v1/logs?from=x&severity=y&limit=z");

        Assert.Equal(["from", "limit", "severity"], problem["errors"]!.AsObject().Select(error => error.Key).Order());
    }

    [Fact]
    public async Task More_words_than_the_engine_takes_are_refused()
    {
        using var http = host.ClientOf(host.NewTenant());
        var words = string.Join('+', Enumerable.Range(0, 65));

        var (status, problem) = await http.ProblemAsync($"/api/v1/logs?q={words}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.NotNull(problem["errors"]!["q"]);
        Assert.Empty(await http.BodiesAsync($"q={string.Join('+', Enumerable.Range(0, 64))}"));
    }

    [Fact]
    public async Task Without_a_permission_nothing_is_found()
    {
        using var http = new HttpClient { BaseAddress = host.ClientOf(host.NewTenant()).BaseAddress };

        using var response = await http.GetAsync(new Uri("/api/v1/logs", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static StoredLog Letter(string letter, int secondsAgo) =>
        new StoredLog
        {
            Body = $"the letter {letter} 10.0.0.{letter[0] - 'a' + 1}".Replace(
                "10.0.0.3",
                "10.0.0.1",
                StringComparison.Ordinal
            ),
            CorrelationId = $"corr-{letter}",
            RequestId = $"req-{letter}",
            UserId = $"user-{letter}",
            TraceBytes = $"{letter}234567890123456",
            EventName = $"event-{letter}",
            HttpMethod = letter == "b" ? "PUT" : "GET",
            HttpRoute = $"/{letter}",
            HttpUrl = $"/{letter}?x",
            HttpStatus = 500 + letter[0] - 'a' + 1,
            ClientAddress = $"10.1.1.{letter[0] - 'a' + 1}",
            UserAgent = $"agent-{letter}",
            Attributes = [("letter", letter)],
            Resource = [("host.name", $"host-{letter}")],
        }.Ago(TimeSpan.FromSeconds(secondsAgo));
}
