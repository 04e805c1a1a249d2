using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Alerting.Acknowledgements;
using Monolith.Alerting.Alerts;
using Monolith.Alerting.Notifications;
using Monolith.Alerting.Notifications.Deliveries;
using Monolith.Alerting.Notifications.Dispatch;
using Monolith.Alerting.Notifications.Settings;
using Monolith.Alerting.Silences;
using Monolith.Platform;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Tests.Notifications.Support;

/// <summary>Notifications of one process that has the lease, on documents in a folder and on a clock that stands still.</summary>
internal sealed class NotificationHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly CancellationTokenSource _stop = new();
    private readonly MeterListener _listener = new();
    private Task _running = Task.CompletedTask;
    private int _turns;
    private long _groups;

    private NotificationHost(ServiceProvider services)
    {
        _services = services;
        Clock = (VirtualTime)services.GetRequiredService<TimeProvider>();
        Listen(services.GetRequiredService<IMeterFactory>());
    }

    public VirtualTime Clock { get; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>Starts the process. Give the folder and the clock of an earlier one to see what is left of it.</summary>
    public static async Task<NotificationHost> StartAsync(
        TemporaryFolder folder,
        NotificationSettings? settings = null,
        VirtualTime? clock = null,
        DyingStore? store = null,
        params (string Name, string Value)[] configuration
    )
    {
        var values = configuration.Append(("Modules:Alerting:AllowedNetworks:0", "127.0.0.0/8"));
        var built = new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Item1, (string?)v.Item2)))
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(built);
        services.AddLogging();
        services.AddMetrics();
        services.AddSingleton(new DataFolder(folder.File("data")));
        services.AddSingleton<TimeProvider>(clock ?? new VirtualTime());
        services.AddRuntime(built);
        store?.TakePlaceIn(services);
        services.AddAcknowledgements();
        services.AddSilences();
        services.AddNotifications();
        var host = new NotificationHost(services.BuildServiceProvider());
        if (settings is not null)
        {
            await host.PutAsync(settings);
        }

        host._running = host.Service<Dispatcher>().RunAsync(new AnyLease(), host._stop.Token);
        return host;
    }

    public T Service<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Changes the settings of the default tenant.</summary>
    public Task PutAsync(NotificationSettings settings) =>
        Service<SettingsStore>()
            .PutAsync(TenantId.Default, settings, etag: null, Actor.System("test"), CancellationToken.None);

    /// <summary>Silences alerts of the default tenant.</summary>
    public async Task<Silence> SilenceAsync(TimeSpan length, params Labels.Matcher[] matchers)
    {
        var silence = new Silence(
            Guid.CreateVersion7(Now),
            TenantId.Default.Value,
            matchers,
            Now,
            Now + length,
            "tester",
            "Planned.",
            Now
        );
        var store = Service<SilenceStore>();
        await store.CommitAsync(
            store.Add(new DocumentChanges(), silence, Actor.System("test")),
            CancellationToken.None
        );
        return silence;
    }

    /// <summary>Tells of alerts, as rules do, and returns when every group waits for its turn.</summary>
    public async Task ReceiveAsync(params IReadOnlyList<Alert> alerts)
    {
        await Service<IAlertReceiver>().ReceiveAsync(alerts, CancellationToken.None);
        await RestAsync();
    }

    /// <summary>Moves the clock on, over so many turns of groups, and returns when they are over and every group waits again.</summary>
    public async Task AdvanceAsync(TimeSpan by, int turns = 1)
    {
        var expected = Volatile.Read(ref _turns) + turns;
        Clock.Advance(by);
        await Eventually.HoldsAsync(() => Volatile.Read(ref _turns) >= expected, $"{turns} turns are over");
        await RestAsync();
    }

    /// <summary>Moves the clock on in small steps until something holds.</summary>
    public Task AdvanceUntilAsync(TimeSpan step, Func<bool> condition, string what) =>
        Eventually.HoldsAsync(
            () =>
            {
                if (condition())
                {
                    return true;
                }

                Clock.Advance(step);
                return false;
            },
            what
        );

    /// <summary>Who was told what, the latest first.</summary>
    public Task<IReadOnlyList<Delivery>> DeliveriesAsync() =>
        Service<NotificationLog>().DeliveriesAsync(TenantId.Default, CancellationToken.None);

    /// <summary>Stops the process wherever it is. What it was doing is not done.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _listener.Dispose();
        _stop.Dispose();
        await _services.DisposeAsync();
    }

    // While a turn is taken, its bounds of time are timers too; between turns each group has one.
    private Task RestAsync() =>
        Eventually.HoldsAsync(() => Clock.Waiting == Interlocked.Read(ref _groups), "every group waits");

    private void Listen(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters) && instrument.Meter.Name == "Monolith.Alerting")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>(
            (instrument, _, _, _) =>
            {
                if (instrument.Name.EndsWith("turn_duration", StringComparison.Ordinal))
                {
                    Interlocked.Increment(ref _turns);
                }
            }
        );
        _listener.SetMeasurementEventCallback<long>(
            (instrument, by, _, _) =>
            {
                if (instrument.Name.EndsWith(".groups", StringComparison.Ordinal))
                {
                    Interlocked.Add(ref _groups, by);
                }
            }
        );
        _listener.Start();
    }
}
