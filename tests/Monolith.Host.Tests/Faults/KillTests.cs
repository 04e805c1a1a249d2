using System.Globalization;

namespace Monolith.Host.Tests.Faults;

public sealed class KillTests
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("MONOLITH_LONG_TESTS") is null ? 2 : 20;

    [Fact]
    public async Task No_acknowledged_record_is_lost_or_doubled_when_host_and_engine_are_killed_under_load()
    {
        var random = new Random(20261122);
        using var folder = new TemporaryFolder();
        var sender = new Sender();
        for (var round = 0; round < Rounds; round++)
        {
            await using var host = await HostProcess.StartAsync(folder.File("data"));
            using var stop = new CancellationTokenSource();
            var sending = sender.SendAsync(host.Http, stop.Token);

            await MoreAcknowledgedAsync(sender, random.Next(500, 3_000));
            KillEngineOf(host);
            await MoreAcknowledgedAsync(sender, random.Next(500, 3_000));
            await host.KillAsync();
            await sending;
        }

        await using var last = await HostProcess.StartAsync(folder.File("data"));
        var found = new List<int>();
        await Eventually.HoldsAsync(
            async () =>
            {
                found = await Sender.FindAllAsync(last.Http);
                return sender.Acknowledged.IsSubsetOf(found);
            },
            "every acknowledged record is found",
            TimeSpan.FromSeconds(60)
        );

        Assert.Equal(found.Distinct().Count(), found.Count);
        Assert.Equal(0, await last.StopAsync());
    }

    private static Task MoreAcknowledgedAsync(Sender sender, int records)
    {
        var target = sender.Count + records;
        return Eventually.HoldsAsync(() => sender.Count >= target, "the host goes on acknowledging");
    }

    private static void KillEngineOf(HostProcess host)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Select(Path.GetFileName))
        {
            if (int.TryParse(process, CultureInfo.InvariantCulture, out var id) && ParentOf(id) == host.ProcessId)
            {
                using var engine = System.Diagnostics.Process.GetProcessById(id);
                engine.Kill();
            }
        }
    }

    /// <returns>The parent of a process, or 0 when it is gone: the fourth field of its stat, after the name in brackets.</returns>
    private static int ParentOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
