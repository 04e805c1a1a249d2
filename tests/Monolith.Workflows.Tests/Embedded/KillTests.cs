using System.Diagnostics;

namespace Monolith.Workflows.Tests.Embedded;

/// <summary>A process with the engine is killed at random moments. Nothing that it had acknowledged is lost.</summary>
public sealed class KillTests : IDisposable
{
    private const int Instances = 300;
    private const int Activities = 5;
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);
    private readonly TemporaryFolder _folder = new();

    private static int Kills => Environment.GetEnvironmentVariable("MONOLITH_LONG_TESTS") == "1" ? 60 : 6;

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killing_the_engine_loses_no_instance_and_each_finishes_once_with_the_right_result()
    {
        var random = new Random(20260304);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var killed = Start("run", $"{Instances}", $"{Activities}");
            Assert.Equal("ready", await killed.StandardOutput.ReadLineAsync().WaitAsync(Bound));
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 120)));
            await KillAsync(killed);
        }

        var output = await FinishAsync("run", $"{Instances}", $"{Activities}");

        Assert.StartsWith($"finished {Instances} 0 ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task W25_an_activity_that_was_killed_runs_again_with_the_same_execution_id()
    {
        var notes = _folder.File("notes");
        using var killed = Start("hang", notes);
        await Eventually.HoldsAsync(
            () => File.Exists(notes) && new FileInfo(notes).Length > 0,
            "the activity runs",
            Bound
        );
        await KillAsync(killed);

        var output = await FinishAsync("hang", notes);

        var runs = await File.ReadAllLinesAsync(notes);
        Assert.Equal("finished run 2", output);
        Assert.Equal(2, runs.Length);
        Assert.Equal(runs[0], runs[1]);
    }

    private async Task<string?> FinishAsync(string verb, params string[] arguments)
    {
        using var process = Start(verb, arguments);
        try
        {
            await process.StandardOutput.ReadLineAsync().WaitAsync(Bound);
            var output = await process.StandardOutput.ReadLineAsync().WaitAsync(Bound);
            await process.WaitForExitAsync().WaitAsync(Bound);
            Assert.Equal(0, process.ExitCode);
            return output;
        }
        finally
        {
            process.Kill(); // no-op once it has ended
        }
    }

    private static async Task KillAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(Bound);
    }

    private Process Start(string verb, params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo(
                Path.Combine(AppContext.BaseDirectory, "Monolith.WorkflowProcess"),
                [verb, _folder.File("data"), .. arguments]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
}
