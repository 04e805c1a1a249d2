using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Monolith.Platform.Tests.Engine;

/// <summary>What unmodified ClickHouse clients rely on.</summary>
public sealed class HttpContractTests(EngineFixture engine) : IDisposable
{
    private readonly HttpClient _http = engine.CreateHttpClient();

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("/ping")]
    [InlineData("/replicas_status")]
    [InlineData("/")]
    public async Task A_ping_is_answered(string path)
    {
        Assert.Equal("Ok.\n", await _http.GetStringAsync(path));
    }

    [Fact]
    public async Task A_query_in_the_address_is_answered_in_the_default_format()
    {
        using var response = await _http.GetAsync("/?query=SELECT+1,'x'&query_id=mine");

        Assert.Equal("1\tx\n", await response.Content.ReadAsStringAsync());
        Assert.Equal("text/tab-separated-values; charset=UTF-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("TabSeparated", EngineQuestions.HeaderOf(response, "X-ClickHouse-Format"));
        Assert.Equal("mine", EngineQuestions.HeaderOf(response, "X-ClickHouse-Query-Id"));
        Assert.NotEmpty(EngineQuestions.HeaderOf(response, "X-ClickHouse-Timezone"));
        Assert.Matches("^[a-z]{16}$", EngineQuestions.HeaderOf(response, "X-ClickHouse-Exception-Tag"));
    }

    [Fact]
    public async Task Clients_that_read_Native_in_a_later_revision_are_told_that_it_is_written_in_revision_0()
    {
        const string Question = "SELECT displayName(), version(), revision(), timezone()";
        var plain = (await _http.AskAsync("SELECT version(), timezone()")).TrimEnd('\n').Split('\t');

        using var response = await _http.PostAsync(
            "/?default_format=Native&client_protocol_version=54460",
            new StringContent(Question)
        );

        byte[] expected =
        [
            .. new byte[] { 1, 0, 2, 255, 255, 255, 255, 0, 4, 1 },
            .. Text("displayName()"),
            .. Text("String"),
            0,
            .. Text("monolith"),
            .. Text("version()"),
            .. Text("String"),
            0,
            .. Text(plain[0]),
            .. Text("revision()"),
            .. Text("UInt32"),
            .. new byte[5],
            .. Text("timezone()"),
            .. Text("String"),
            0,
            .. Text(plain[1]),
        ];
        Assert.Equal(expected, await response.Content.ReadAsByteArrayAsync());

        static byte[] Text(string text) => [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
    }

    [Fact]
    public async Task A_query_parameter_and_the_body_are_one_text()
    {
        Assert.Equal("3\n", await _http.AskAsync("+ 2", "query=SELECT+1"));
    }

    [Theory]
    [InlineData("CREATE TABLE contract_get (a UInt8) ENGINE = Memory")]
    [InlineData("INSERT INTO contract_get VALUES (1)")]
    [InlineData("DROP DATABASE default")]
    public async Task A_get_cannot_write(string sql)
    {
        using var response = await _http.GetAsync($"/?query={Uri.EscapeDataString(sql)}");

        Assert.Equal(164, EngineQuestions.CodeOf(response));
    }

    [Theory]
    [InlineData("SELECT * FROM nowhere", HttpStatusCode.NotFound, 60, "UNKNOWN_TABLE")]
    [InlineData("SELEC 1", HttpStatusCode.BadRequest, 62, "SYNTAX_ERROR")]
    [InlineData("", HttpStatusCode.BadRequest, 62, "SYNTAX_ERROR")]
    [InlineData("SELECT 1; SELECT 2", HttpStatusCode.BadRequest, 62, "SYNTAX_ERROR")]
    [InlineData("INSERT INTO t", HttpStatusCode.BadRequest, 62, "SYNTAX_ERROR")]
    [InlineData("SELECT 1 FORMAT Nonsense", HttpStatusCode.NotFound, 73, "UNKNOWN_FORMAT")]
    [InlineData(
        "SELECT sleep(3) SETTINGS max_execution_time = 1",
        HttpStatusCode.RequestTimeout,
        159,
        "TIMEOUT_EXCEEDED"
    )]
    public async Task An_error_has_its_status_number_and_name(string sql, HttpStatusCode status, int code, string name)
    {
        var error = await _http.FailAsync(sql);

        Assert.Equal((status, code), (error.Status, error.Code));
        Assert.Matches($@"^Code: {code}\. DB::Exception: (.|\n)* \({name}\) \(version [\d.]+\)\n$", error.Text);
    }

    [Fact]
    public async Task A_closing_semicolon_is_no_second_statement()
    {
        Assert.Equal("1\n", await _http.AskAsync("SELECT 1; -- the end"));
    }

    [Fact]
    public async Task A_parameter_of_the_address_is_a_setting()
    {
        Assert.Equal("3\n", await _http.AskAsync("SELECT getSetting('max_threads')", "max_threads=3"));
        Assert.Equal(115, (await _http.FailAsync("SELECT 1", "no_such_setting=1")).Code);
    }

    [Fact]
    public async Task Values_travel_apart_from_the_statement()
    {
        var answer = await _http.AskAsync(
            "SELECT {n:UInt32} + 1, {s:String}, {a:Array(String)}",
            "param_n=41&param_s=O'Neil%5Ct--&param_a=%5B'x','y'%5D"
        );

        Assert.Equal("42\tO\\'Neil\\t--\t['x','y']\n", answer);
    }

    [Fact]
    public async Task Values_too_long_for_an_address_travel_in_a_form()
    {
        var value = new string('x', 2_000_000);
        using var form = new MultipartFormDataContent
        {
            { new StringContent("SELECT length({s:String})"), "query" },
            { new StringContent(value), "param_s" },
        };

        using var response = await _http.PostAsync("/", form);

        Assert.Equal("2000000\n", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_database_parameter_is_where_names_are_looked_up()
    {
        await _http.AskAsync("CREATE DATABASE contract_database");
        await _http.AskAsync("CREATE TABLE t (a UInt8) ENGINE = Memory", "database=contract_database");

        Assert.Equal("0\n", await _http.AskAsync("SELECT count() FROM t", "database=contract_database"));
        Assert.Equal((HttpStatusCode)404, (await _http.FailAsync("SELECT 1", "database=contract_nowhere")).Status);
    }

    [Fact]
    public async Task An_insert_says_how_many_rows_it_wrote()
    {
        await _http.AskAsync("CREATE TABLE contract_summary (a UInt32) ENGINE = MergeTree ORDER BY a");

        using var response = await _http.PostAsync(
            "/?query=INSERT+INTO+contract_summary+FORMAT+TSV",
            new StringContent("1\n2\n3\n")
        );

        using var summary = JsonDocument.Parse(EngineQuestions.HeaderOf(response, "X-ClickHouse-Summary"));
        Assert.Equal("3", summary.RootElement.GetProperty("written_rows").GetString());
        Assert.Equal("6\n", await _http.AskAsync("SELECT sum(a) FROM contract_summary"));
    }

    [Theory]
    [InlineData("INSERT INTO contract_places FORMAT TSV\n1\tx\n2\ty\n", "")]
    [InlineData("1\tx\n2\ty\n", "query=INSERT+INTO+contract_places+FORMAT+TSV")]
    [InlineData("2\ty\n", "query=INSERT+INTO+contract_places+FORMAT+TSV%0A1%09x")]
    [InlineData("insert into table contract_places (b, a) values ('x', 1), ('y', 2)", "")]
    [InlineData(
        "INSERT INTO `contract_places` /* FORMAT CSV */ (a, b) FORMAT\n JSONEachRow {\"a\":1,\"b\":\"x\"}{\"a\":2,\"b\":\"y\"}",
        ""
    )]
    [InlineData("INSERT INTO contract_places SETTINGS max_threads = 1 FORMAT CSV\r\n1,x\r\n2,y", "")]
    [InlineData("INSERT INTO contract_places SELECT number + 1, char(120 + number) FROM numbers(2)", "")]
    [InlineData("(1, 'x'), (2, 'y')", "query=INSERT+INTO+contract_places+VALUES")]
    public async Task An_insert_takes_its_data_from_wherever_it_is(string body, string parameters)
    {
        await _http.AskAsync("CREATE TABLE IF NOT EXISTS contract_places (a UInt32, b String) ENGINE = Memory");
        await _http.AskAsync("TRUNCATE TABLE contract_places");

        await _http.AskAsync(body, parameters);

        Assert.Equal("1\tx\n2\ty\n", await _http.AskAsync("SELECT * FROM contract_places ORDER BY a"));
    }

    [Fact]
    public async Task A_bad_row_leaves_no_row_of_its_insert()
    {
        await _http.AskAsync("CREATE TABLE contract_bad (a UInt32) ENGINE = MergeTree ORDER BY a");

        var error = await _http.FailAsync("1\n2\nthree\n", "query=INSERT+INTO+contract_bad+FORMAT+TSV");

        Assert.Equal(27, error.Code);
        Assert.Equal("0\n", await _http.AskAsync("SELECT count() FROM contract_bad"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_body_may_be_compressed(string encoding)
    {
        using var body = new ByteArrayContent(Compress("SELECT 'compressed'", encoding));
        body.Headers.ContentEncoding.Add(encoding);

        using var response = await _http.PostAsync("/", body);

        Assert.Equal("compressed\n", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_compression_that_is_not_spoken_and_a_damaged_body_are_refused()
    {
        using var unknown = new ByteArrayContent([1, 2, 3]);
        unknown.Headers.ContentEncoding.Add("snappy");
        using var damaged = new ByteArrayContent([1, 2, 3]);
        damaged.Headers.ContentEncoding.Add("gzip");

        using var first = await _http.PostAsync("/", unknown);
        using var second = await _http.PostAsync("/", damaged);

        Assert.Equal(HttpStatusCode.NotImplemented, first.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, second.StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task An_answer_is_compressed_only_when_asked_for_twice(string encoding)
    {
        using var plain = await GetAsync("/?query=SELECT+1", encoding);
        using var compressed = await GetAsync(
            "/?query=SELECT+number+FROM+numbers(100000)&enable_http_compression=1",
            encoding
        );

        Assert.Empty(plain.Content.Headers.ContentEncoding);
        Assert.Equal(encoding, compressed.Content.Headers.ContentEncoding.Single());
        await using var decoded = Decompress(await compressed.Content.ReadAsStreamAsync(), encoding);
        using var reader = new StreamReader(decoded);
        Assert.EndsWith("\n99999\n", await reader.ReadToEndAsync());
    }

    [Theory]
    [InlineData("TSV")]
    [InlineData("CSVWithNames")]
    [InlineData("TSVWithNamesAndTypes")]
    [InlineData("RowBinaryWithNamesAndTypes")]
    [InlineData("JSONCompactEachRowWithNamesAndTypes")]
    [InlineData("JSON")]
    [InlineData("JSONEachRow")]
    [InlineData("Values")]
    [InlineData("XML")]
    [InlineData("Vertical")]
    public async Task A_result_is_one_document_however_many_pieces_it_has(string format)
    {
        const string Sql =
            "SELECT number AS n, 'a\"\\n' AS \"x\"\"y\" FROM numbers(200000) SETTINGS output_format_write_statistics = 0";

        var pieces = await _http.AskAsync(Sql, $"default_format={format}&max_block_size=10000");
        var whole = await _http.AskAsync(Sql, $"default_format={format}&max_block_size=1000000");

        Assert.Equal(whole, pieces);
    }

    [Theory]
    [InlineData("CSVWithNames", "\"a\"\n")]
    [InlineData("TSVWithNamesAndTypes", "a\nUInt8\n")]
    [InlineData("TSV", "")]
    public async Task A_result_without_rows_has_its_header(string format, string expected)
    {
        Assert.Equal(expected, await _http.AskAsync("SELECT 1 AS a WHERE 0", $"default_format={format}"));
    }

    [Fact]
    public async Task Totals_come_once_at_the_end()
    {
        var answer = await _http.AskAsync(
            "SELECT number % 2 AS k, count() FROM numbers(10) GROUP BY k WITH TOTALS ORDER BY k"
        );

        Assert.Equal("0\t5\n1\t5\n\n0\t10\n", answer);
    }

    [Fact]
    public async Task A_large_result_begins_before_it_is_known()
    {
        using var response = await _http.GetAsync(
            "/?query=SELECT+sleepEachRow(0.05),number+FROM+numbers(100)&max_block_size=1&max_threads=1",
            HttpCompletionOption.ResponseHeadersRead
        );
        await using var body = await response.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(body);

        var watch = System.Diagnostics.Stopwatch.StartNew();
        var first = await reader.ReadLineAsync();

        // The whole takes five seconds.
        Assert.Equal("0\t0", first);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task An_error_midway_breaks_the_answer_off_and_is_told_in_a_frame()
    {
        using var response = await _http.GetAsync(
            "/?query=SELECT+throwIf(number=300000)+FROM+numbers(400000)",
            HttpCompletionOption.ResponseHeadersRead
        );
        await using var body = await response.Content.ReadAsStreamAsync();
        using var received = new MemoryStream();

        // The mark that ends a good answer never comes.
        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(received));

        var tag = EngineQuestions.HeaderOf(response, "X-ClickHouse-Exception-Tag");
        var text = Encoding.UTF8.GetString(received.ToArray());
        var frame = text[text.IndexOf("\r\n__exception__", StringComparison.Ordinal)..];
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith("0\n0\n", text, StringComparison.Ordinal);
        Assert.Matches($@"^\r\n__exception__\r\n{tag}\r\nCode: 395\. (.|\n)*\n\d+ {tag}\r\n__exception__\r\n$", frame);
    }

    [Fact]
    public async Task An_answer_that_waits_for_its_end_has_a_proper_status_and_an_exact_summary()
    {
        var error = await _http.FailAsync(
            "SELECT throwIf(number = 300000) FROM numbers(400000)",
            "wait_end_of_query=1"
        );
        using var good = await _http.GetAsync("/?query=SELECT+number+FROM+numbers(400000)&wait_end_of_query=1");

        using var summary = JsonDocument.Parse(EngineQuestions.HeaderOf(good, "X-ClickHouse-Summary"));
        Assert.Equal(395, error.Code);
        Assert.Equal("400000", summary.RootElement.GetProperty("read_rows").GetString());
        Assert.EndsWith("\n399999\n", await good.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_keeps_its_temporary_tables_and_runs_one_statement_at_a_time()
    {
        await _http.AskAsync("CREATE TEMPORARY TABLE kept (a UInt8)", "session_id=contract");
        await _http.AskAsync("INSERT INTO kept VALUES (7)", "session_id=contract");

        Assert.Equal("7\n", await _http.AskAsync("SELECT a FROM kept", "session_id=contract"));
        Assert.Equal(60, (await _http.FailAsync("SELECT a FROM kept")).Code);
        Assert.Equal(372, (await _http.FailAsync("SELECT 1", "session_id=contract_none&session_check=1")).Code);

        using var slow = await _http.GetAsync(
            "/?query=SELECT+sleepEachRow(0.2)+FROM+numbers(50)&session_id=contract&max_block_size=1",
            HttpCompletionOption.ResponseHeadersRead
        );
        Assert.Equal(373, (await _http.FailAsync("SELECT 1", "session_id=contract")).Code);
    }

    private static byte[] Compress(string text, string encoding)
    {
        using var bytes = new MemoryStream();
        using (
            Stream encoder = encoding switch
            {
                "gzip" => new GZipStream(bytes, CompressionMode.Compress, leaveOpen: true),
                "deflate" => new ZLibStream(bytes, CompressionMode.Compress, leaveOpen: true),
                _ => new BrotliStream(bytes, CompressionMode.Compress, leaveOpen: true),
            }
        )
        {
            encoder.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }

    private static Stream Decompress(Stream stream, string encoding) =>
        encoding switch
        {
            "gzip" => new GZipStream(stream, CompressionMode.Decompress),
            "deflate" => new ZLibStream(stream, CompressionMode.Decompress),
            _ => new BrotliStream(stream, CompressionMode.Decompress),
        };

    private async Task<HttpResponseMessage> GetAsync(string address, string encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.AcceptEncoding.ParseAdd(encoding);
        return await _http.SendAsync(request);
    }
}
