using System.Net;

namespace Monolith.Platform.Tests.Engine;

public sealed class EngineContractTests(EngineFixture engine)
{
    [Fact]
    public async Task A_table_that_is_not_there_is_error_60()
    {
        using var http = engine.CreateHttpClient();

        Assert.Equal("Ok.\n", await http.GetStringAsync("/ping"));
        Assert.Equal("1\n", await http.GetStringAsync("/?query=SELECT%201"));
        var response = await http.PostAsync("/", new StringContent("SELECT * FROM nowhere"));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("60", response.Headers.GetValues("X-ClickHouse-Exception-Code").Single());
    }

    [Fact]
    public async Task Rows_inserted_in_the_body_are_found_again()
    {
        using var http = engine.CreateHttpClient();
        await Ok(http, "CREATE TABLE t (a UInt32, b String) ENGINE = MergeTree ORDER BY a");
        await Ok(http, "INSERT INTO t FORMAT TSV\n1\tx\n2\ty\n");
        await Ok(http, "INSERT INTO t VALUES (3, 'z')");
        Assert.Equal("1\tx\n2\ty\n3\tz\n", await Ok(http, "SELECT * FROM t ORDER BY a"));
    }

    private static async Task<string> Ok(HttpClient http, string sql)
    {
        var response = await http.PostAsync("/", new StringContent(sql));
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, body);
        return body;
    }
}
