using System.CommandLine;
using System.Text.Json;
using Monolith.Host.Demo;
using Monolith.Host.Tests.Sending;

namespace Monolith.Host.Tests.Demo;

public sealed class DemoCommandTests
{
    [Fact]
    public async Task The_counts_add_up_although_the_server_fails_in_between()
    {
        await using var server = await StubServer.StartAsync();
        server.NextIsOverloaded();
        server.NextAnswerIsLost();

        var (exitCode, output) = await RunAsync(server, "--count 250 --batch 100 --from 2026-03-04T05:06:07Z");

        Assert.Equal(0, exitCode);
        Assert.Contains("acknowledged            250", output, StringComparison.Ordinal);
        Assert.Contains("unanswered                0", output, StringComparison.Ordinal);
        var sequence = server.Records.Select(Sequence).ToList();
        Assert.Equal(Enumerable.Range(1, 250).Select(n => (long)n), sequence.Distinct());
        Assert.Equal(350, sequence.Count);
        Assert.Contains("perhaps twice           100", output, StringComparison.Ordinal);
        Assert.InRange(server.Spans, 100, 500);
        Assert.Contains($"spans          {server.Spans, 12:N0}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_of_the_past_are_sent_at_once_and_end_with_the_duration()
    {
        await using var server = await StubServer.StartAsync();

        var (exitCode, _) = await RunAsync(server, "--rate 100 --from 2026-03-04T05:06:07Z --duration 00:00:10");

        Assert.Equal(0, exitCode);
        Assert.InRange(server.Records.Count, 900, 1_100);
    }

    [Fact]
    public async Task A_key_is_never_printed()
    {
        await using var server = await StubServer.StartAsync();

        var (_, output) = await RunAsync(server, "--count 1 --api-key se-cret --from 2026-03-04T05:06:07Z");

        Assert.Equal("Bearer se-cret", server.LastKey);
        Assert.DoesNotContain("se-cret", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_that_cannot_be_read_is_named()
    {
        await using var server = await StubServer.StartAsync();

        var (exitCode, output) = await RunAsync(server, "--from yesterday");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("'yesterday'", output, StringComparison.Ordinal);
    }

    private static long Sequence(string record)
    {
        using var json = JsonDocument.Parse(record);
        return json.RootElement.GetProperty("demo.seq").GetInt64();
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(StubServer server, string arguments)
    {
        await using var output = new StringWriter();
        var root = new RootCommand { DemoCommand.Create() };
        var exitCode = await root.Parse($"demo --url {server.Url} {arguments}")
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = output });
        return (exitCode, output.ToString());
    }
}
