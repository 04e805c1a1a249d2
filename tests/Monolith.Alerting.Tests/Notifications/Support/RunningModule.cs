using Microsoft.Extensions.DependencyInjection;
using Monolith.Alerting.Alerts;
using Monolith.Alerting.Notifications.Dispatch;

namespace Monolith.Alerting.Tests.Notifications.Support;

/// <summary>Silences and notifications behind their API, by the clock of the system, on a replica that has the lease.</summary>
internal sealed class RunningModule : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private RunningModule() { }

    public NotificationsAlone Module { get; } = new();

    public ModuleHost Host { get; private set; } = null!;

    public static async Task<RunningModule> StartAsync(params (string Name, string? Value)[] settings)
    {
        var module = new RunningModule();
        module.Host = await ModuleHost.StartAsync(
            module._folder.File("data"),
            [module.Module],
            settings: settings
                .Append(("Modules:Alerting:AllowedNetworks:0", "127.0.0.0/8"))
                .ToDictionary(s => s.Item1, s => s.Item2)
        );
        var dispatcher = module.Host.Services.GetRequiredService<Dispatcher>();
        module._running = dispatcher.RunAsync(new AnyLease(), module._stop.Token);
        return module;
    }

    /// <summary>Tells of alerts, as rules do.</summary>
    public Task ReceiveAsync(params IReadOnlyList<Alert> alerts) =>
        Host.Services.GetRequiredService<IAlertReceiver>().ReceiveAsync(alerts, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await Host.DisposeAsync();
        _stop.Dispose();
        _folder.Dispose();
    }
}
