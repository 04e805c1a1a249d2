using System.Diagnostics;

namespace Monolith.Clients.Tests;

/// <summary>A client that is a program of this machine.</summary>
internal static class ChildProgram
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    /// <summary>Skips the test where the program is not installed.</summary>
    public static string Find(string program)
    {
        var path = new[] { "/usr/sbin", "/usr/local/bin", "/usr/bin", "/bin" }
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, $"{program} is not installed (eng/install-clients.sh installs what can be).");
        return path!;
    }

    /// <summary>Runs the program to its end.</summary>
    public static async Task RunAsync(
        string program,
        IEnumerable<string> arguments,
        params IEnumerable<(string Name, string Value)> environment
    )
    {
        using var process = Start(program, arguments, environment);
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

        Assert.True(process.HasExited && process.ExitCode == 0, $"{program} failed:\n{await output}\n{await errors}");
    }

    /// <summary>Starts the program. The caller ends it.</summary>
    public static Process Start(
        string program,
        IEnumerable<string> arguments,
        params IEnumerable<(string Name, string Value)> environment
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
