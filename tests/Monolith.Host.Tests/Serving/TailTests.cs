namespace Monolith.Host.Tests.Serving;

public sealed class TailTests
{
    [Fact]
    public async Task A_record_that_is_accepted_is_shown_to_those_who_watch()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.File("data"));
        await using var stream = await host.Http.GetStreamAsync("/api/v1/logs/tail?service=watched&severity=warn");
        using var lines = new StreamReader(stream);
        Assert.StartsWith(":", await lines.ReadLineAsync(), StringComparison.Ordinal);

        using var body = new StringContent(
            """
            {"service":"watched","level":"info","message":"too quiet"}
            {"service":"other","level":"error","message":"of another service"}
            {"service":"watched","level":"error","message":"shown"}
            """,
            null,
            "application/x-ndjson"
        );
        (await host.Http.PostAsync("/api/v1/logs", body)).EnsureSuccessStatusCode();

        Assert.Contains("\"body\":\"shown\"", await FirstDataAsync(lines), StringComparison.Ordinal);
    }

    private static async Task<string> FirstDataAsync(StreamReader lines)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await lines.ReadLineAsync(bound.Token) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                return line;
            }
        }

        return "";
    }
}
