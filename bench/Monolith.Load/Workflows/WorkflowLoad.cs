using System.Diagnostics;
using System.Globalization;

namespace Monolith.Load.Workflows;

/// <summary>Runs many instances to their end in one process after another, each but the last of which is killed.</summary>
internal sealed class WorkflowLoad(int instances, int activities, int kills)
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mono-").FullName;

    /// <returns>The exit code: 0 when every instance finished with the right result.</returns>
    public async Task<int> RunAsync(TextWriter output)
    {
        try
        {
            var watch = Stopwatch.StartNew();
            for (var kill = 0; kill < kills; kill++)
            {
                using var killed = Start();
                await killed.StandardOutput.ReadLineAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(50, 500)));
                killed.Kill();
                await killed.WaitForExitAsync();
            }

            using var last = Start();
            await last.StandardOutput.ReadLineAsync();
            var result = await last.StandardOutput.ReadLineAsync() ?? throw new IOException("The process ended early.");
            await last.WaitForExitAsync();
            return Report(output, result.Split(' '), watch.Elapsed);
        }
        finally
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private int Report(TextWriter output, string[] result, TimeSpan wholeTime)
    {
        var (right, wrong) = (Number(result[1]), Number(result[2]));
        var (seconds, peakBytes) = (Number(result[3]), Number(result[4]));
        var files = new DirectoryInfo(_folder).EnumerateFiles("workflows.db*", SearchOption.AllDirectories);
        output.WriteLine(
            $"instances            {right:0} right, {wrong:0} wrong, of {instances} with {activities} activities each"
        );
        if (kills == 0)
        {
            output.WriteLine($"instances a second   {instances / seconds:0}");
            output.WriteLine($"activities a second  {(double)instances * activities / seconds:0}");
        }

        output.WriteLine($"whole time           {wholeTime.TotalSeconds:0.0} s with {kills} kills");
        output.WriteLine($"peak memory          {peakBytes / 1e6:0} MB");
        output.WriteLine($"database             {files.Sum(f => f.Length) / 1e6:0} MB");
        return right == instances && wrong == 0 ? 0 : 1;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private Process Start() =>
        Process.Start(
            new ProcessStartInfo(
                Path.Combine(AppContext.BaseDirectory, "Monolith.WorkflowProcess"),
                ["run", _folder, $"{instances}", $"{activities}"]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
}
