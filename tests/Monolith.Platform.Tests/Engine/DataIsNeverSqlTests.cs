using System.Net.Http.Headers;
using System.Text;

namespace Monolith.Platform.Tests.Engine;

/// <summary>The library reads data inside a statement's text up to the first blank line and runs what follows as SQL.
/// So no byte of data may ever be in that text.</summary>
public sealed class DataIsNeverSqlTests(EngineFixture engine) : IDisposable
{
    private static readonly string[] Attacks =
    [
        "row1\n\nCREATE TABLE {0} (a UInt8) ENGINE = Memory;DROP TABLE {1}\n",
        "\n\nDROP TABLE {1};\nCREATE TABLE {0} (a UInt8) ENGINE = Memory\n",
        "1;\nDROP TABLE {1};CREATE TABLE {0} (a UInt8) ENGINE = Memory;",
        "('x');\n\nDROP TABLE {1};\n\nCREATE TABLE {0} (a UInt8) ENGINE = Memory;\n\n",
        "'; DROP TABLE {1}; CREATE TABLE {0} (a UInt8) ENGINE = Memory; --\n\n\n\nDROP TABLE {1}",
    ];

    private readonly HttpClient _http = engine.CreateHttpClient();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task In_no_format_and_in_no_place_is_data_run_as_a_statement()
    {
        var formats = (await _http.AskAsync("SELECT name FROM system.formats WHERE is_input ORDER BY name")).Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );
        Assert.Contains("Native", formats);
        Assert.Contains("JSONEachRow", formats);
        await _http.AskAsync("CREATE TABLE attack_victim (s String) ENGINE = Memory");
        await _http.AskAsync("CREATE TABLE attack_target (s String) ENGINE = Memory");

        foreach (var format in formats)
        {
            foreach (var attack in Attacks)
            {
                var data = string.Format(attack, "attack_pwned", "attack_victim");
                await SendAsync($"INSERT INTO attack_target FORMAT {format}", data);
                await SendAsync("", $"INSERT INTO attack_target FORMAT {format}\n{data}");
                await SendAsync($"INSERT INTO attack_target FORMAT {format} {data}", "");
            }

            var tables = await _http.AskAsync("SHOW TABLES LIKE 'attack\\_%'", "log_comment=*|");
            Assert.True(tables == "attack_target\nattack_victim\n", $"After {format} there are the tables {tables}");
        }
    }

    [Theory]
    [InlineData("EXPLAIN INSERT INTO smuggled_other FORMAT TSV\n1\n\nDROP TABLE smuggled_other\n")]
    [InlineData("EXPLAIN SYNTAX INSERT INTO smuggled_other VALUES (1)\n\nDROP TABLE smuggled_other\n")]
    [InlineData("INSERT INTO smuggled_other SELECT 1 FORMAT TSV\n1\n\nDROP TABLE smuggled_other\n")]
    [InlineData(
        "INSERT INTO smuggled_other SELECT * FROM input('a String') FORMAT TSV\n1\n\nDROP TABLE smuggled_other\n"
    )]
    [InlineData("WITH 1 AS x INSERT INTO smuggled_other VALUES ('a')\n\nDROP TABLE smuggled_other\n")]
    [InlineData("SELECT 1 PARALLEL WITH DROP TABLE smuggled_other")]
    [InlineData("INSERT INTO smuggled_other (s); DROP TABLE smuggled_other; INSERT INTO smuggled_other FORMAT TSV\n")]
    [InlineData("INSERT INTO smuggled_other -- \nFORMAT TSV\nx\n\nDROP TABLE smuggled_other\n")]
    [InlineData("/* /* */ */ INSERT INTO smuggled_other FORMAT TSV\nx\n\nDROP TABLE smuggled_other\n")]
    public async Task Neither_can_other_statements_smuggle_one_in(string body)
    {
        await _http.AskAsync("CREATE TABLE IF NOT EXISTS smuggled_other (s String) ENGINE = Memory");

        await SendAsync("", body);

        Assert.Equal("1\n", await _http.AskAsync("EXISTS TABLE smuggled_other"));
    }

    private async Task SendAsync(string query, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var bounded = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        // Whether it is taken is not the question: that the format says.
        using var response = await _http.PostAsync($"/?query={Uri.EscapeDataString(query)}", content, bounded.Token);
    }
}
