using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Monolith.Host.Tests.Serving;

/// <summary>A question that takes its time, on the whole product.</summary>
public sealed class RunningQueryTests
{
    private const int Rows = 400_000;
    private const int Parts = 4;

    [Fact]
    public async Task A_long_question_tells_how_far_it_is_and_stops_in_the_engine_when_nobody_waits_any_more()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.File("data"));
        using var engine = EngineAt(folder.File("data/engine/engine.sock"));
        for (var part = 0; part < Parts; part++)
        {
            await AskAsync(
                engine,
                $"""
                INSERT INTO logs (tenant, ts, service, body)
                SELECT 'default', now64(9) - toIntervalMillisecond(number), 'long', repeat(concat('step ', toString(number % 100), ' '), 40)
                FROM numbers({Rows / Parts})
                """
            );
        }

        using var leaving = new CancellationTokenSource();
        using var question = new HttpRequestMessage(HttpMethod.Post, "/api/v1/query")
        {
            Content = new StringContent(
                """{"query":"/(s|t)+[a-z0-9 ]+[A-Z]{9}/ OR /[a-z ]+(1|2)+[A-Z]{8}/ OR /e[a-z0-9 ]+[A-Z]{7}/ OR /p[0-9 a-z]+Z/ | stats uniq(body)","from":"now-1h","to":"now","format":"ndjson"}""",
                Encoding.UTF8,
                "application/json"
            ),
        };

        using var answer = await host.Http.SendAsync(question, HttpCompletionOption.ResponseHeadersRead, leaving.Token);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(leaving.Token));
        var progress = await FirstProgressAsync(lines, leaving.Token);
        Assert.InRange(progress["rows_to_read"]!.GetValue<long>(), progress["rows_read"]!.GetValue<long>(), Rows);
        await leaving.CancelAsync();
        answer.Dispose();

        await Eventually.HoldsAsync(
            async () =>
                await AskAsync(
                    engine,
                    "SELECT count() FROM system.processes WHERE startsWith(Settings['log_comment'], 'default|')"
                ) == "0\n",
            "the engine has stopped the question"
        );
    }

    // On a busy machine the engine says a few times that it has read nothing yet.
    private static async Task<JsonNode> FirstProgressAsync(StreamReader lines, CancellationToken cancellationToken)
    {
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (JsonNode.Parse(line)!["progress"] is { } progress && progress["rows_read"]!.GetValue<long>() > 0)
            {
                return progress;
            }

            Assert.DoesNotContain("\"end\"", line, StringComparison.Ordinal);
        }

        throw new EndOfStreamException("The answer ended without a word about its progress.");
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
