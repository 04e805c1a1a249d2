using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Monolith.Host.Tests.Privacy;

/// <summary>Values that nobody may find again, sent to the whole product in every place that was thought of.</summary>
public sealed class CanaryTests
{
    private const string Email = "canary.q7x@leaky-example.org";
    private const string Card = "4556737586899855";
    private const string Token = "ghp_Zx8Qw3Er5Ty7Ui9Op1As2Df4Gh6Jk0Lm2Nb4";
    private const string Password = "canary-pass-9K2v";

    private static readonly string Hidden = Convert.ToBase64String(
        Encoding.UTF8.GetBytes($"the customer wrote from {Email} twice")
    );

    // What a search of the files looks for: enough of each value to know it, in the forms in which it was sent.
    private static readonly string[] Needles =
    [
        "canary.q7x",
        Card,
        "4556 7375 8689 9855",
        Token[4..],
        Password,
        Hidden[8..],
    ];

    private static readonly string[] Lines =
    [
        $$"""{"msg":"mail from {{Email}} came back"}""",
        $$"""{"msg":"a","contact":"{{Email}}"}""",
        $$"""{"msg":"b","order":{"customer":{"contact":"{{Email}}","card":"4556 7375 8689 9855"} } }""",
        $$"""{"msg":"c {\"to\":\"{{Email}}\",\"password\":\"{{Password}}\"}"}""",
        $$"""{"msg":"d {{Hidden}}"}""",
        $$"""{"msg":"e","http.url":"https://shop.example/find?mail=canary.q7x%40leaky-example.org&page=2"}""",
        $$"""{"msg":"f","{{Email}}":"seen"}""",
        $$"""{"msg":"g","recipients":["nobody","{{Email}}"]}""",
        $$"""{"msg":"h","exception.stacktrace":"Boom: no card {{Card}}\n   at Pay.Charge(String card) in /src/Pay.cs:line 7"}""",
        $$"""{"msg":"i","url.full":"https://canary:{{Password}}@shop.example/"}""",
        $$"""{"msg":"j","http.request.header.authorization":"Bearer {{Token}}"}""",
        $$"""{"msg":"k","correlation_id":"{{Email}}"}""",
        $$"""{"msg":"l password={{Password}} key={{Token}}"}""",
        $$"""{"msg":"m","service.name":"worker of {{Email}}"}""",
    ];

    private static readonly (string Path, string Body)[] Others =
    [
        ("/api/v1/logs", $$"""{"msg":"{{Email}}","password":"{{Password}}",broken"""),
        ("/api/v1/logs", $$"""{"msg":"{{Card}}","timestamp":"2999-01-01T00:00:00Z"}"""),
        (
            "/api/events/raw?clef",
            $$"""{"@t":"2026-01-01T00:00:00Z","@mt":"Hello {Who}","Who":"{{Email}}","@m":{{Token}} }"""
        ),
        ("/loki/api/v1/push", $$"""{"streams":[{"stream":{"app":"x"},"values":[["no time","{{Email}} {{Card}}"]]}]}"""),
        (
            "/v1/traces",
            $$"""
            {"resourceSpans":[{"resource":{"attributes":[
              {"key":"service.name","value":{"stringValue":"pay"} },
              {"key":"host.owner","value":{"stringValue":"{{Email}}"} }]},
              "scopeSpans":[{"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","name":"charge {{Card}}","kind":2,
              "startTimeUnixNano":"NOW","endTimeUnixNano":"NOW",
              "attributes":[{"key":"enduser.mail","value":{"stringValue":"{{Email}}"} }],
              "events":[{"timeUnixNano":"NOW","name":"exception","attributes":[
                {"key":"exception.message","value":{"stringValue":"no card {{Card}} of {{Email}}"} }]}],
              "status":{"code":2,"message":"refused {{Token}}"} }]}]}]}
            """
        ),
    ];

    private const string Tables = """
        SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree%' FORMAT TSV
        """;

    [Fact]
    public async Task What_was_planted_everywhere_is_found_nowhere_in_what_is_stored()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.File("data"));
        using var engine = EngineAt(folder.File("data/engine/engine.sock"));
        await SendAsync(host);
        await HasRowsAsync(engine, "logs", Lines.Length);
        await HasRowsAsync(engine, "spans", 1);
        await HasRowsAsync(engine, "quarantine", 3);

        foreach (var table in (await AskAsync(engine, Tables)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var needle in Needles)
            {
                var found = await AskAsync(engine, RowsWith(table, needle));
                Assert.True(
                    found == "0\n",
                    $"{needle} is in {table}: {await AskAsync(engine, ShownRow(table, needle))}"
                );
            }
        }

        await host.StopAsync();
        Assert.All(Needles, needle => Assert.DoesNotContain(needle, host.Output, StringComparison.Ordinal));
        var files = Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories);
        Assert.Empty(files.Where(file => !file.EndsWith(".sock", StringComparison.Ordinal)).SelectMany(NeedlesIn));
    }

    // In hexadecimal: written out, the value would stand in the engine's own log of what it was asked.
    private static string RowsWith(string table, string needle) =>
        $"SELECT count() FROM {table} WHERE {Has(needle)} FORMAT TSV";

    private static string ShownRow(string table, string needle) =>
        $"SELECT formatRow('JSONEachRow', *) FROM {table} WHERE {Has(needle)} LIMIT 1 FORMAT TSV";

    private static string Has(string needle) =>
        $"position(formatRow('JSONEachRow', *), unhex('{Convert.ToHexString(Encoding.UTF8.GetBytes(needle))}')) > 0";

    private static async Task SendAsync(HostProcess host)
    {
        await PostAsync(host, "/api/v1/logs", string.Join('\n', Lines));
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + "000000";
        foreach (var (path, body) in Others)
        {
            await PostAsync(host, path, body.Replace("NOW", now, StringComparison.Ordinal));
        }
    }

    // Some are refused, which is what they are for.
    private static async Task PostAsync(HostProcess host, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await host.Http.PostAsync(path, content);
        Assert.True((int)answer.StatusCode < 500, await answer.Content.ReadAsStringAsync());
    }

    private static Task HasRowsAsync(HttpClient engine, string table, int rows) =>
        Eventually.HoldsAsync(
            async () =>
                int.Parse(
                    await AskAsync(engine, $"SELECT count() FROM {table} FORMAT TSV"),
                    CultureInfo.InvariantCulture
                ) >= rows,
            $"{rows} rows are in {table}",
            TimeSpan.FromSeconds(60)
        );

    private static IEnumerable<string> NeedlesIn(string file)
    {
        var bytes = File.ReadAllBytes(file);
        return Needles
            .Where(needle => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(needle)) >= 0)
            .Select(needle => $"{needle} is in {file}");
    }

    private static HttpClient EngineAt(string socket) =>
        new(
            new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellationToken) =>
                {
                    var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
                    return new NetworkStream(connection, ownsSocket: true);
                },
            }
        )
        {
            BaseAddress = new Uri("http://engine/?database=monolith&log_comment=*"),
        };

    private static async Task<string> AskAsync(HttpClient engine, string sql)
    {
        using var body = new StringContent(sql);
        using var answer = await engine.PostAsync("", body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
    }
}
