using System.Diagnostics;

namespace Monolith.Host.Tests.Examples;

public sealed class LoopTests
{
    [Fact]
    public async Task The_loop_closes_and_its_timeline_tells_how()
    {
        var (exitCode, output) = await RunAsync();

        Assert.True(exitCode == 0, output);
        AssertInOrder(
            output,
            "3 pods of shop/checkout are ready",
            "CheckoutSlow pending",
            "CheckoutSlow firing",
            "act: ",
            "3 of 3 pods are new, 3 ready",
            "outcome: healed",
            "/audit/default is whole",
            "The loop is closed."
        );
        AssertInOrder(output, "CheckoutSlow firing", "told (firing): ", "CheckoutSlow resolved");
    }

    private static async Task<(int ExitCode, string Output)> RunAsync()
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Repository.Root, "examples/loop/loop.mjs")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["MONOLITH"] = Path.Combine(AppContext.BaseDirectory, "monolith"),
                ["KUBERNETES_API"] = Path.Combine(AppContext.BaseDirectory, "Monolith.KubernetesApi"),
            },
        };
        using var node = Process.Start(start)!;
        try
        {
            var output = node.StandardOutput.ReadToEndAsync();
            var error = node.StandardError.ReadToEndAsync();
            await node.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(5));
            return (node.ExitCode, await output + await error);
        }
        finally
        {
            node.Kill(entireProcessTree: true);
        }
    }

    private static void AssertInOrder(string output, params IEnumerable<string> texts)
    {
        var from = 0;
        foreach (var text in texts)
        {
            var at = output.IndexOf(text, from, StringComparison.Ordinal);
            Assert.True(at >= 0, $"'{text}' is missing, or too early:\n{output}");
            from = at;
        }
    }
}
