using System.Diagnostics;

namespace Monolith.Deployment.Tests;

/// <summary>Runs programs that are no part of the product.</summary>
internal static class Tool
{
    /// <summary>Where the packages for these tests are. test.sh installs them.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "tests/Monolith.Deployment.Tests/tools");

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote to its standard output.</returns>
    /// <exception cref="InvalidOperationException">It failed. The message has what it wrote to its standard error.</exception>
    public static async Task<string> RunAsync(string program, string[] arguments, string input = "")
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = Repository.Root,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {await error}");
    }
}
