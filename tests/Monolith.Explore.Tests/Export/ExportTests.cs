using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.Security;

namespace Monolith.Explore.Tests.Export;

public sealed class ExportTests(ExploreHost host)
{
    private const string Export = "/api/v1/logs/export";

    [Fact]
    public async Task Everything_comes_a_record_a_line_in_the_order_of_time_and_as_a_search_shows_it()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            new StoredLog { Body = "two\nlines", Attributes = [("order.id", "17")] }.Ago(TimeSpan.FromMinutes(1)),
            new StoredLog { Body = "old" }.Ago(TimeSpan.FromDays(400)),
            new StoredLog { Body = "later", HttpStatus = 200 }.Ago(TimeSpan.FromSeconds(1))
        );
        using var http = host.ClientOf(tenant);

        var lines = Lines(await http.GetStringAsync(new Uri(Export, UriKind.Relative)));

        var searched = (await http.JsonAsync("/api/v1/logs?order=asc"))["records"]!.AsArray();
        Assert.Equal(searched.Select(record => record!.ToJsonString()), lines.Select(line => line.ToJsonString()));
        Assert.Equal("old", lines[0]["body"]!.GetValue<string>());
    }

    [Fact]
    public async Task However_many_records_there_are_each_is_written_once()
    {
        var tenant = host.NewTenant();
        await host.StoreManyAsync(tenant, 150_000);

        using var response = await host.ClientOf(tenant)
            .GetAsync(new Uri($"{Export}?fields=id,order.id", UriKind.Relative));
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(150_000, lines.Length);
        Assert.Equal("""{"id":"1000","order.id":"0"}""", lines[0]);
        Assert.Equal("""{"id":"150999","order.id":"149999"}""", lines[^1]);
        Assert.Equal(150_000, lines.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Only_records_that_meet_the_condition_are_written_and_only_the_fields_that_are_named()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            new StoredLog
            {
                Service = "auth",
                Severity = 17,
                DurationMs = 2.5f,
                HttpStatus = 500,
                Attributes = [("a \"b\"", "c")],
            },
            new StoredLog { Service = "auth" },
            new StoredLog { Service = "checkout" }
        );

        var text = await host.ClientOf(tenant)
            .GetStringAsync(
                new Uri(
                    $"{Export}?service=auth&from=now-1h&fields=status,duration,none&fields=a%20%22b%22,attributes,severity",
                    UriKind.Relative
                )
            );

        Assert.Equal(
            """
            {"http.response.status_code":500,"duration_ms":2.5,"a \u0022b\u0022":"c","attributes":{"a \"b\"":"c"},"severity":"error"}
            {"attributes":{},"severity":"info"}

            """,
            text
        );
    }

    [Fact]
    public async Task A_table_has_a_heading_of_the_fields_own_names_and_cells_in_quotation_marks_and_ends_lines_as_the_standard_says()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            new StoredLog
            {
                Body = "say \"hi\",\n\nbye",
                HttpStatus = 200,
                UserId = "anna",
                Attributes = [("k", "v"), ("user", "other")],
            }
        );

        using var response = await host.ClientOf(tenant)
            .GetAsync(
                new Uri(
                    $"{Export}?format=csv&fields=service,body,status,user,\"user\",user_id,attributes,a%20\"q\"",
                    UriKind.Relative
                )
            );

        Assert.Equal(
            "\"service\",\"body\",\"http.response.status_code\",\"user_id\",\"user\",\"attributes\",\"a \"\"q\"\"\"\r\n"
                + "\"checkout\",\"say \"\"hi\"\",\n\nbye\",\"200\",\"anna\",\"other\",\"{\"\"k\"\":\"\"v\"\",\"\"user\"\":\"\"other\"\"}\",\"\"\r\n",
            await response.Content.ReadAsStringAsync()
        );
        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
        var file = response.Content.Headers.ContentDisposition!;
        Assert.Equal(("attachment", "logs-20260304T050607Z.csv"), (file.DispositionType, file.FileName));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(1)", "'@SUM(1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "'\r=1")]
    [InlineData("\n=1", "'\n=1")]
    [InlineData("-12.5", "-12.5")]
    [InlineData("1=1", "1=1")]
    [InlineData("<b>", "<b>")]
    public async Task No_cell_is_a_formula_to_a_spreadsheet(string body, string cell)
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, new StoredLog { Body = body });

        var text = await host.ClientOf(tenant)
            .GetStringAsync(new Uri($"{Export}?format=csv&fields=body,=x", UriKind.Relative));

        Assert.Equal($"\"body\",\"'=x\"\r\n\"{cell}\",\"\"\r\n", text);
    }

    [Fact]
    public async Task Without_fields_a_table_has_all_that_a_record_has()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, new StoredLog { Body = "hello" });

        var text = await host.ClientOf(tenant).GetStringAsync(new Uri($"{Export}?format=csv", UriKind.Relative));

        var lines = text.Split("\r\n");
        Assert.StartsWith("\"timestamp\",\"severity\",\"service\",\"body\",", lines[0], StringComparison.Ordinal);
        Assert.StartsWith(
            "\"2026-03-04T05:05:07.000000000Z\",\"info\",\"checkout\",\"hello\",",
            lines[1],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_zipped_export_is_a_file_that_unzips_to_the_same()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, Enumerable.Range(0, 100).Select(n => new StoredLog { Body = $"{n}" }));
        using var http = host.ClientOf(tenant);

        using var response = await http.GetAsync(new Uri($"{Export}?gzip=true", UriKind.Relative));

        await using var unzipped = new GZipStream(
            await response.Content.ReadAsStreamAsync(),
            CompressionMode.Decompress
        );
        using var reader = new StreamReader(unzipped);
        Assert.Equal(await http.GetStringAsync(new Uri(Export, UriKind.Relative)), await reader.ReadToEndAsync());
        Assert.Equal(new MediaTypeHeaderValue("application/gzip"), response.Content.Headers.ContentType);
        Assert.EndsWith(".ndjson.gz", response.Content.Headers.ContentDisposition!.FileName!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_is_nothing_the_export_is_empty_but_for_the_heading()
    {
        using var http = host.ClientOf(host.NewTenant());

        Assert.Equal("", await http.GetStringAsync(new Uri(Export, UriKind.Relative)));
        Assert.Equal(
            "\"body\"\r\n",
            await http.GetStringAsync(new Uri($"{Export}?format=csv&fields=body", UriKind.Relative))
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("&gzip=true")]
    public async Task An_export_that_fails_on_its_way_breaks_off_so_that_nobody_takes_it_for_whole(string more)
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, new StoredLog());
        host.Runner.AskInstead(
            tenant,
            "SELECT repeat('x', 1000), throwIf(number = 9999) FROM numbers(10000) SETTINGS max_block_size = 100",
            sql => sql.Contains("FROM logs ", StringComparison.Ordinal)
        );

        using var response = await host.ClientOf(tenant)
            .GetAsync(
                new Uri($"{Export}?format=csv{more}", UriKind.Relative),
                HttpCompletionOption.ResponseHeadersRead
            );

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task An_export_that_fails_at_its_beginning_is_told_by_a_problem()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, new StoredLog());
        host.Runner.AskInstead(
            tenant,
            "SELECT groupArray(number) FROM numbers(100000000) SETTINGS max_memory_usage = 50000000",
            sql => sql.Contains("FROM logs ", StringComparison.Ordinal)
        );

        var (status, _) = await host.ClientOf(tenant).ProblemAsync(Export);

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
    }

    [Fact]
    public async Task A_client_that_goes_away_stops_the_export_in_the_engine()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, new StoredLog());
        host.Runner.AskInstead(
            tenant,
            "SELECT repeat('x', 1000) FROM numbers(500000000)",
            sql => sql.Contains("FROM logs ", StringComparison.Ordinal)
        );
        using var http = host.ClientOf(tenant);
        var response = await http.GetAsync(
            new Uri($"{Export}?format=csv", UriKind.Relative),
            HttpCompletionOption.ResponseHeadersRead
        );
        await Eventually.HoldsAsync(() => IsRunningAsync(tenant), "the export runs in the engine");

        response.Dispose();

        await Eventually.HoldsAsync(async () => !await IsRunningAsync(tenant), "the engine has stopped the export");
    }

    [Fact]
    public async Task Another_tenants_records_are_in_no_export_whatever_field_is_named()
    {
        await host.StoreAsync(
            host.NewTenant(),
            new StoredLog { Body = "swordfish", Attributes = [("k", "swordfish")] }
        );
        using var http = host.ClientOf(host.NewTenant());
        string[] tricks = ["*", "body FROM logs --", "(SELECT body FROM logs)", "`body`", "'||body||'", "{v0:String}"];

        foreach (var trick in tricks.Select(Uri.EscapeDataString))
        {
            var csv = await http.GetStringAsync(new Uri($"{Export}?format=csv&fields=body,{trick}", UriKind.Relative));
            var ndjson = await http.GetStringAsync(new Uri($"{Export}?fields=body,{trick}", UriKind.Relative));
            Assert.DoesNotContain("swordfish", csv + ndjson, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("format=xlsx", "format")]
    [InlineData("gzip=yes", "gzip")]
    [InlineData("fields=", "fields")]
    [InlineData("from=now&to=now-1h", "from")]
    [InlineData("limit=5", "limit")]
    public async Task What_is_wrong_is_told_by_the_name_of_the_parameter(string query, string parameter)
    {
        var (status, problem) = await host.ClientOf(host.NewTenant()).ProblemAsync($"{Export}?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal([parameter], problem["errors"]!.AsObject().Select(error => error.Key));
    }

    private static JsonObject[] Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];

    private async Task<bool> IsRunningAsync(TenantId tenant)
    {
        await using var result = await host.ClickHouse.QueryRawAsync(
            new ClickHouseQuery(
                "SELECT count() FROM system.processes WHERE startsWith(Settings['log_comment'], {mark:String})"
            )
            {
                Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["mark"] = $"{tenant}|" },
            },
            "TSV",
            CancellationToken.None
        );
        using var reader = new StreamReader(result.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync() != "0\n";
    }
}
