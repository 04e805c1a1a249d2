using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Monolith.Access.Contracts;
using Monolith.Platform;
using Monolith.Platform.Listening;

namespace Monolith.Host.Serving;

/// <summary>Says on the console, once the host is ready, where it listens, where its data is, and how to begin.</summary>
internal sealed class Greeting(
    IHostApplicationLifetime lifetime,
    IServer server,
    HealthCheckService health,
    IEnumerable<Listener> listeners,
    DataFolder data,
    TimeProvider clock,
    ISetUpLink? setUp = null
) : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Console.WriteLine($"Monolith {VersionCommand.Current} is starting; its data is in {data.Path}.");
        var began = clock.GetTimestamp();
        var hasWarned = false;
        while (!await IsReadyAsync(stoppingToken))
        {
            if (!hasWarned && clock.GetElapsedTime(began) > Patience)
            {
                Console.WriteLine("Still starting. /healthz/ready says what it waits for.");
                hasWarned = true;
            }

            await Task.Delay(BetweenLooks, clock, stoppingToken);
        }

        Console.WriteLine(Text(Address(), [.. listeners], data.Path));
        if (setUp is not null && await setUp.MakeAsync(Address(), stoppingToken) is { } link)
        {
            // To the console and not to a log: whoever reads it becomes the owner.
            Console.WriteLine($"  Nobody is the owner yet. Within an hour, this link makes one, once:\n\n  {link}\n");
        }
    }

    /// <summary>What is said to somebody who has just started Monolith for the first time.</summary>
    public static string Text(string address, IReadOnlyList<Listener> listeners, string dataPath)
    {
        const string First = "Listens on";
        var width = listeners.Select(l => l.Name.Length).Append(First.Length).Max() + 3;
        return $"""

            Monolith {VersionCommand.Current} is ready.

              {Column(First)}{address}{string.Concat(listeners.Select(l => $"\n  {Column(l.Name)}{l.Bound}"))}
              {Column("Keeps data")}{dataPath}

              {Column("Open")}{address} in a browser
              {Column(
                "Send a log"
            )}curl {address}/api/v1/logs -H 'Content-Type: application/json' -d '{"{"}"level":"info","service":"hello","message":"my first log"{"}"}'
              {Column("Find it")}curl '{address}/api/v1/logs?q=first'
              {Column("Try more")}monolith demo --url {address}

            """;

        string Column(string name) => name.PadRight(width);
    }

    private async Task<bool> IsReadyAsync(CancellationToken stoppingToken)
    {
        if (!lifetime.ApplicationStarted.IsCancellationRequested)
        {
            return false;
        }

        var report = await health.CheckHealthAsync(stoppingToken);
        return report.Status != HealthStatus.Unhealthy;
    }

    // The ports that modules open come first among the server's addresses.
    private string Address() =>
        server.Features.Get<IServerAddressesFeature>()!.Addresses.Skip(listeners.Count(l => l.IsOfWebServer)).First();
}
