using System.Net;

namespace Monolith.Host.Tests.Serving;

public sealed class StartingTests
{
    private const string IngestKey = "ingest-key-of-the-test";
    private const string AdminKey = "admin-key-of-the-test!";

    [Fact]
    public async Task An_address_that_others_can_reach_is_refused_without_keys()
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output) = await HostProcess.RunAsync(
            "--urls",
            "http://0.0.0.0:0",
            $"--Monolith:DataPath={folder.File("data")}"
        );

        Assert.Equal(2, exitCode);
        Assert.Contains("Monolith__Access__IngestKey", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_host_on_the_same_data_folder_is_refused_and_told_who_holds_it()
    {
        using var folder = new TemporaryFolder();
        await using var first = await HostProcess.StartAsync(folder.File("data"));

        var (exitCode, output) = await HostProcess.RunAsync(
            "--urls",
            "http://127.0.0.1:0",
            $"--Monolith:DataPath={folder.File("data")}"
        );

        Assert.Equal(2, exitCode);
        Assert.Contains($"process {first.ProcessId}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_out_of_range_is_refused_and_named()
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output) = await HostProcess.RunAsync(
            $"--Monolith:DataPath={folder.File("data")}",
            "--urls=http://127.0.0.1:0",
            "--Monolith:Access:AdminKey=short"
        );

        Assert.Equal(2, exitCode);
        Assert.Contains("Monolith:Access:AdminKey", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_word_that_is_no_verb_is_refused()
    {
        var (exitCode, output) = await HostProcess.RunAsync("improt", "file.log");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("improt", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_warns_of_nothing_and_greets_with_its_values_in_one_column()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(
            folder.File("data"),
            "--Modules:Ingest:Fluent:Address=127.0.0.1:0"
        );
        await Eventually.HoldsAsync(() => Line("Try more").Length > 0, "the greeting is out");

        var column = Line("Fluent forward").IndexOf("127.0.0.1", StringComparison.Ordinal);
        Assert.DoesNotContain(" warn: ", host.Output, StringComparison.Ordinal);
        Assert.All(
            ["Listens on", "OTLP/gRPC", "Keeps data", "Open", "Send a log", "Find it", "Try more"],
            name => Assert.Matches($"^ {{2}}{name} +$", Line(name)[..column])
        );

        string Line(string name) =>
            host.Output.Split('\n').FirstOrDefault(l => l.StartsWith($"  {name} ", StringComparison.Ordinal)) ?? "";
    }

    [Fact]
    public async Task With_keys_each_door_opens_to_its_key_only()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(
            folder.File("data"),
            $"--Monolith:Access:IngestKey={IngestKey}",
            $"--Monolith:Access:AdminKey={AdminKey}"
        );

        Assert.Equal(HttpStatusCode.Unauthorized, await SearchAsync(host));
        Assert.Equal(HttpStatusCode.Unauthorized, await SearchAsync(host.With("some-other-key-entirely")));
        Assert.Equal(HttpStatusCode.Forbidden, await SearchAsync(host.With(IngestKey)));
        Assert.Equal(HttpStatusCode.OK, await SearchAsync(host.With(AdminKey)));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(host.With(IngestKey)));
        Assert.DoesNotContain(AdminKey, host.Output, StringComparison.Ordinal);
        Assert.Equal(0, await host.StopAsync());
    }

    private static async Task<HttpStatusCode> SearchAsync(HostProcess host)
    {
        using var response = await host.Http.GetAsync("/api/v1/logs");
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> SendAsync(HostProcess host)
    {
        using var body = new StringContent("""{"message":"hello"}""", null, "application/json");
        using var response = await host.Http.PostAsync("/api/v1/logs", body);
        return response.StatusCode;
    }
}
