using Monolith.DaprSidecar.Running;
using Monolith.DaprSidecar.Workflows;

namespace Monolith.DaprSidecar;

/// <summary>daprd in memory: the published contract of the real one, for tests and for a machine without it.</summary>
public sealed class Sidecar : IAsyncDisposable
{
    private readonly SidecarOptions _options;
    private SidecarRun _run;

    private Sidecar(SidecarOptions options, Broker broker, Faults faults, WorkflowEngine workflows, SidecarRun run)
    {
        // The first run has found its ports; later ones take the same.
        _options = options with
        {
            HttpPort = run.HttpEndpoint.Port,
            GrpcPort = run.GrpcEndpoint.Port,
        };
        (Broker, Faults, Workflows, _run) = (broker, faults, workflows, run);
    }

    /// <summary>Where the HTTP/1.1 API listens.</summary>
    public Uri HttpEndpoint => _run.HttpEndpoint;

    /// <summary>False while probes of the app fail, when there are any: nothing is delivered then.</summary>
    public bool IsAppHealthy => _run.IsAppHealthy;

    /// <summary>Where the gRPC API listens: HTTP/2 without TLS.</summary>
    public Uri GrpcEndpoint => _run.GrpcEndpoint;

    /// <summary>What goes wrong, on purpose.</summary>
    public Faults Faults { get; }

    /// <summary>What lies outside the sidecar: what was published, dead-lettered, stored.</summary>
    public Broker Broker { get; }

    /// <summary>The workflows. They outlive a restart, as the state store and the scheduler would keep them.</summary>
    public WorkflowEngine Workflows { get; }

    /// <summary>Ends when a caller has asked the sidecar to shut down. Who started it disposes of it then.</summary>
    public Task ShutdownRequested => _run.ShutdownRequested;

    /// <summary>Starts a sidecar. Returns when both ports listen, whether or not the app is up yet.</summary>
    public static async Task<Sidecar> StartAsync(SidecarOptions options)
    {
        var broker = options.Broker ?? new Broker();
        var faults = new Faults();
        var workflows = new WorkflowEngine(
            options.Workflows with
            {
                AppId = options.AppId,
                Version = options.Version,
                MaxBodyBytes = options.MaxBodyBytes,
                Clock = options.Clock,
            }
        );
        try
        {
            var run = await SidecarRun.StartAsync(options, broker, faults, workflows);
            return new Sidecar(options, broker, faults, workflows, run);
        }
        catch
        {
            workflows.Dispose();
            throw;
        }
    }

    /// <summary>Returns once the app has been asked what it wants and deliveries run: <c>/v1.0/healthz</c> is 204.</summary>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken = default)
    {
        while (!_run.IsReady)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellationToken);
        }
    }

    /// <summary>Closes both ports and every stream, and starts again on the same ports. State, topics and workflows are kept.</summary>
    public async Task RestartAsync()
    {
        await _run.DisposeAsync();
        _run = await SidecarRun.StartAsync(_options, Broker, Faults, Workflows);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _run.DisposeAsync();
        Workflows.Dispose();
    }
}
