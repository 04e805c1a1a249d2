using System.Diagnostics;
using System.Text.RegularExpressions;
using Monolith.Platform.Workflows;
using Monolith.Workflows.Tests.Dapr;

namespace Monolith.Workflows.Tests.Api;

/// <summary>Runs the examples of docs/workflows-api.md in their order, on either backend, so that they stay true.</summary>
public sealed partial class ApiExamplesTests
{
    private const string DocumentedAddress = "http://127.0.0.1:8080";

    [Fact]
    public async Task The_documented_examples_work_on_the_embedded_engine()
    {
        await using var host = await ApiHost.StartAsync(Slow);

        await RunAllAsync(host);
    }

    [Fact]
    public async Task The_documented_examples_work_beside_a_sidecar()
    {
        await using var sidecar = await SidecarRuntime.StartAsync(_ => { });
        await sidecar.Host.StopAsync();
        await using var host = await ApiHost.StartAsync(Slow, sidecar.Environment);

        await RunAllAsync(host);
    }

    /// <summary>The documented workflow, but it does not end with the payment: the examples go on to terminate it.</summary>
    private static void Slow(WorkflowRegistration workflows) =>
        workflows.RegisterWorkflow<object?, int>(
            "ShipOrder",
            async (context, _) => await context.WaitForExternalEventAsync<int>("delivered")
        );

    private static async Task RunAllAsync(ApiHost host)
    {
        var examples = Example()
            .Matches(Repository.Read("docs/workflows-api.md"))
            .Select(m => m.Groups["command"].Value);
        var count = 0;
        foreach (var example in examples)
        {
            count++;
            if (example.Contains("-X DELETE", StringComparison.Ordinal))
            {
                await host.ReachesAsync("order-17", "terminated");
            }

            var (exitCode, output) = await RunAsync(example, host.Address.AbsoluteUri.TrimEnd('/'));
            Assert.True(exitCode == 0, $"{example}\nended with {exitCode}:\n{output}");
        }

        Assert.Equal(10, count);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string example, string address)
    {
        var command = example
            .Replace(DocumentedAddress, address, StringComparison.Ordinal)
            .Replace("curl ", "curl --silent --show-error --fail-with-body --max-time 30 ", StringComparison.Ordinal);
        using var shell = Process.Start(
            new ProcessStartInfo("bash", ["-c", command])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var output = shell.StandardOutput.ReadToEndAsync();
        var errors = shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return (shell.ExitCode, await output + await errors);
    }

    [GeneratedRegex(@"^(?:\$ )?(?<command>curl .*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Example();
}
