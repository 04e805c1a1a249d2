using Monolith.Host.Tests.Faults;

namespace Monolith.Host.Tests.Dapr;

/// <summary>What was published is stored once, whatever happens to the host on the way.</summary>
public sealed class DeliveryFaultTests
{
    private const int Events = 200;

    [Fact]
    public async Task E6_Deliveries_stop_while_the_host_answers_no_probe_and_nothing_is_lost()
    {
        await using var monolith = await DaprHost.StartAsync();
        monolith.Host.Freeze();
        await Eventually.HoldsAsync(() => !monolith.Sidecar.IsAppHealthy, "three probes have failed");

        await PublishAsync(monolith, 0);

        Assert.Equal(Events, monolith.Broker.Backlog("logs"));
        monolith.Host.Thaw();
        await AreStoredOnceAsync(monolith, Events);
    }

    [Fact]
    public async Task E10_A_host_that_is_asked_to_stop_answers_its_deliveries_and_ends_in_time()
    {
        await using var monolith = await DaprHost.StartAsync();
        var publishing = PublishAsync(monolith, 0);

        var exitCode = await monolith.Host.StopAsync();
        await publishing;
        await monolith.StartHostAsync();

        Assert.Equal(0, exitCode);
        await AreStoredOnceAsync(monolith, Events);
    }

    [Fact]
    public async Task Events_that_are_delivered_while_the_host_is_killed_are_stored_once()
    {
        await using var monolith = await DaprHost.StartAsync();
        for (var round = 0; round < 3; round++)
        {
            var publishing = PublishAsync(monolith, round * Events);
            await monolith.Host.KillAsync();
            await publishing;
            await monolith.StartHostAsync();
        }

        await AreStoredOnceAsync(monolith, 3 * Events);
        Assert.Empty(monolith.Broker.Published("logs-dead"));
    }

    private static async Task PublishAsync(DaprHost monolith, int first)
    {
        for (var number = first; number < first + Events; number++)
        {
            await monolith.PublishAsync(
                "logs",
                new
                {
                    service = "faults",
                    message = $"number {number}",
                    number,
                }
            );
        }
    }

    private static async Task AreStoredOnceAsync(DaprHost monolith, int events)
    {
        List<int> found = [];
        await Eventually.HoldsAsync(
            async () => (found = await Sender.FindAllAsync(monolith.Http, "faults")).Distinct().Count() == events,
            "every event is found",
            TimeSpan.FromSeconds(60)
        );
        Assert.Equal(events, found.Count);
    }
}
