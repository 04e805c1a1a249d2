using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Monolith.DaprSidecar.App;
using Monolith.DaprSidecar.Health;
using Monolith.DaprSidecar.Http;
using Monolith.DaprSidecar.Workflows;

namespace Monolith.DaprSidecar.Running;

/// <summary>A sidecar from one start to the next stop: its ports, its app, and all that a restart forgets.</summary>
internal sealed class SidecarRun : IAsyncDisposable
{
    private readonly SidecarOptions _options;
    private readonly Broker _broker;
    private readonly WorkflowEngine _workflows;
    private readonly AppChannel _app;
    private readonly AppLife _life;
    private readonly BuildingBlocks _blocks;
    private readonly TaskCompletionSource _shutdown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _disposed;
    private WebApplication? _http;
    private WebApplication? _grpc;

    private SidecarRun(SidecarOptions options, Broker broker, Faults faults, WorkflowEngine workflows)
    {
        (_options, _broker, _workflows) = (options, broker, workflows);
        _app = new AppChannel(options);
        _blocks = new BuildingBlocks(options, _app, broker, faults, workflows);
        _life = new AppLife(options, _app, _blocks.Works);
    }

    public Uri HttpEndpoint => _http!.Endpoint();

    public Uri GrpcEndpoint => _grpc!.Endpoint();

    public bool IsReady => _life.IsReady;

    /// <summary>False while probes of the app fail, when there are any.</summary>
    public bool IsAppHealthy => _app.IsHealthy;

    public Task ShutdownRequested => _shutdown.Task;

    public static async Task<SidecarRun> StartAsync(
        SidecarOptions options,
        Broker broker,
        Faults faults,
        WorkflowEngine workflows
    )
    {
        var run = new SidecarRun(options, broker, faults, workflows);
        try
        {
            await run.ListenAsync(faults);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Deliveries end before the ports close: an app that is answering may still need the API.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        _broker.Outside.Network.Leave(_options.AppId, _app);
        await _life.DisposeAsync();
        await _blocks.DisposeAsync();
        foreach (var listener in new[] { _http, _grpc }.OfType<WebApplication>())
        {
            await listener.StopAsync();
            await listener.DisposeAsync();
        }

        _app.Dispose();
    }

    private async Task ListenAsync(Faults faults)
    {
        _grpc = await Listener.StartAsync(
            _options.GrpcPort,
            HttpProtocols.Http2,
            app => WorkflowService.Map(app, _workflows, _options.ApiToken)
        );
        _http = await Listener.StartAsync(
            _options.HttpPort,
            HttpProtocols.Http1,
            app =>
                new HttpApi(_options, faults).Map(
                    app,
                    routes =>
                    {
                        new HealthApi(_options, () => IsReady).Map(routes);
                        _blocks.Map(routes);
                        routes.MapPost("/v1.0/shutdown", Shutdown);
                    },
                    _blocks.ElseAsync
                )
        );
        _broker.Outside.Network.Join(_options.AppId, _app);
        _life.Start();
    }

    private Task Shutdown(HttpContext context)
    {
        context.Response.OnCompleted(() =>
        {
            _shutdown.TrySetResult();
            return Task.CompletedTask;
        });
        context.Response.NoContent();
        return Task.CompletedTask;
    }
}
