using System.Diagnostics;

namespace Monolith.Clients.Tests;

/// <summary>A client in JavaScript, from the folder <c>node</c>.</summary>
internal static class NodeScript
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    /// <summary>Runs a script to its end.</summary>
    /// <exception cref="Xunit.Sdk.XunitException">It failed, or did not end in time.</exception>
    public static async Task RunAsync(string script, IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo("node", [script])
        {
            WorkingDirectory = Path.Combine(Repository.Root, "tests/Monolith.Clients.Tests/node"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var bound = new CancellationTokenSource(Bound);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        Assert.True(process.HasExited && process.ExitCode == 0, $"{script} failed:\n{await output}\n{await errors}");
    }
}
