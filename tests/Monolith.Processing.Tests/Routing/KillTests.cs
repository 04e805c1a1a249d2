using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Monolith.Processing.Tests.Routing;

/// <summary>A process that forwards is killed at random moments. Whatever it said was durable is sent in the end, after a restart if it
/// must be.</summary>
public sealed partial class KillTests
{
    private const int Rounds = 4;

    [Fact]
    public async Task Killing_the_process_loses_no_record_that_was_acknowledged()
    {
        using var folder = new TemporaryFolder();
        await using var receiver = await Receiver.StartAsync();
        var random = new Random(20261122);
        var next = 0;

        for (var round = 0; round < Rounds; round++)
        {
            // A destination that is slow or says no leaves more in the queue when the process dies.
            receiver.Answer = _ => random.Next(3) == 0 ? (503, "", null) : (200, "{}", null);
            next = await ForwardUntilKilledAsync(folder.Path, receiver.Url, next, random.Next(200, 2_000));
        }

        receiver.Answer = _ => (200, "{}", null);
        await using var world = await RoutingWorld.StartAsync(folder.Path);
        await Eventually.HoldsAsync(
            async () => (await world.StatusAsync("hook")).GetProperty("queued").GetInt64() == 0,
            "everything is sent"
        );

        var received = receiver
            .Requests.SelectMany(r => Numbers().Matches(r.Text))
            .Select(m => int.Parse(m.Groups["number"].Value, CultureInfo.InvariantCulture))
            .ToHashSet();
        Assert.True(next > 0);
        Assert.DoesNotContain(Enumerable.Range(0, next), number => !received.Contains(number));
    }

    /// <returns>The number after the last record that was acknowledged.</returns>
    private static async Task<int> ForwardUntilKilledAsync(string folder, string url, int first, int batches)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Monolith.ForwardProcess"))
            {
                ArgumentList = { folder, url, $"{first}" },
                RedirectStandardOutput = true,
            }
        )!;
        var acknowledged = first;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            acknowledged = int.Parse(line, CultureInfo.InvariantCulture);
            if (--batches == 0)
            {
                process.Kill();
            }
        }

        await process.WaitForExitAsync();
        return acknowledged;
    }

    [GeneratedRegex(@"record (?<number>\d+);", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Numbers();
}
