namespace Monolith.Host.Tests.Faults;

public sealed class KillTests
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("MONOLITH_LONG_TESTS") is not null;
    private static readonly int Rounds = IsLong ? 20 : 2;
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(IsLong ? 60 : 4);

    private readonly Random _random = new(20261122);
    private readonly List<Sender> _senders = [.. Door.All.Select(open => new Sender(open()))];

    [Fact]
    public async Task No_acknowledged_record_of_any_protocol_is_lost_or_doubled_when_host_and_engine_are_killed_under_load()
    {
        using var folder = new TemporaryFolder();
        for (var round = 0; round < Rounds; round++)
        {
            await using var host = await StartAsync(folder);
            using var stop = new CancellationTokenSource();
            var sending = Task.WhenAll(_senders.Select(s => s.SendAsync(host, stop.Token)));

            await MoreAcknowledgedAsync();
            EngineOf.Kill(host);
            await MoreAcknowledgedAsync();
            await host.KillAsync();
            await sending;
        }

        await using var last = await StartAsync(folder);
        await AssertNothingLostOrDoubledAsync(last);
        Assert.Equal(0, await last.StopAsync());
    }

    [Fact]
    public async Task Records_are_taken_while_the_engine_is_frozen_and_are_there_once_it_goes_on()
    {
        using var folder = new TemporaryFolder();
        await using var host = await StartAsync(folder);
        using var stop = new CancellationTokenSource();
        var sending = Task.WhenAll(_senders.Select(s => s.SendAsync(host, stop.Token)));
        await MoreAcknowledgedAsync();

        EngineOf.Freeze(host);
        using (var thaw = new CancellationTokenSource(Frozen))
        {
            while (!thaw.IsCancellationRequested)
            {
                await MoreAcknowledgedAsync();
            }
        }

        EngineOf.Thaw(host);
        await MoreAcknowledgedAsync();
        await stop.CancelAsync();
        await sending;

        await AssertNothingLostOrDoubledAsync(host);
    }

    private static Task<HostProcess> StartAsync(TemporaryFolder folder) =>
        HostProcess.StartAsync(folder.File("data"), [.. Door.Settings]);

    // Of each protocol, so that none is idle when something is killed.
    private Task MoreAcknowledgedAsync()
    {
        var targets = _senders.Select(s => s.Count + _random.Next(50, 500)).ToList();
        return Eventually.HoldsAsync(
            () => _senders.Zip(targets).All(s => s.First.Count >= s.Second),
            "the host goes on acknowledging",
            TimeSpan.FromSeconds(60)
        );
    }

    private async Task AssertNothingLostOrDoubledAsync(HostProcess host)
    {
        foreach (var sender in _senders)
        {
            var found = await sender.FindAcknowledgedAsync(host.Http);
            Assert.True(found.Distinct().Count() == found.Count, $"{sender.Name} has doubled records");
        }
    }
}
