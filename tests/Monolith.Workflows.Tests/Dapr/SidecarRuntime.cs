using Monolith.DaprSidecar;
using Monolith.DaprSidecar.Workflows;
using Monolith.Platform.Workflows;
using Monolith.Workflows.Tests.Behaviour;

namespace Monolith.Workflows.Tests.Dapr;

/// <summary>A program with workflows beside a sidecar whose clock is the test's.</summary>
internal sealed class SidecarRuntime : IWorkflowRuntime
{
    private readonly VirtualClock _clock;
    private readonly Action<WorkflowRegistration> _register;

    private SidecarRuntime(
        Sidecar sidecar,
        VirtualClock clock,
        Action<WorkflowRegistration> register,
        WorkflowHost host
    )
    {
        (Sidecar, _clock, _register, Host) = (sidecar, clock, register, host);
    }

    public Sidecar Sidecar { get; }

    public WorkflowHost Host { get; private set; }

    public IWorkflowClient Client => Host.Client;

    /// <summary>How the program finds the sidecar.</summary>
    public Dictionary<string, string?> Environment => EnvironmentOf(Sidecar);

    public static async Task<SidecarRuntime> StartAsync(
        Action<WorkflowRegistration> register,
        SidecarVersion version = SidecarVersion.V119
    )
    {
        var clock = new VirtualClock(ManualTime.Start);
        var sidecar = await Sidecar.StartAsync(
            new SidecarOptions
            {
                Clock = clock,
                Version = version,
                ApiToken = "the sidecar's secret",
            }
        );
        var host = await WorkflowHost.StartAsync(EnvironmentOf(sidecar), register);
        return new SidecarRuntime(sidecar, clock, register, host);
    }

    public Task AdvanceAsync(TimeSpan by)
    {
        _clock.Advance(by);
        return Task.CompletedTask;
    }

    public async Task CrashAsync()
    {
        await Host.KillAsync();
        Host = await WorkflowHost.StartAsync(Environment, _register);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Sidecar.DisposeAsync();
    }

    private static Dictionary<string, string?> EnvironmentOf(Sidecar sidecar) =>
        new(StringComparer.Ordinal)
        {
            ["DAPR_HTTP_ENDPOINT"] = sidecar.HttpEndpoint.AbsoluteUri,
            ["DAPR_GRPC_ENDPOINT"] = sidecar.GrpcEndpoint.AbsoluteUri,
            ["DAPR_API_TOKEN"] = "the sidecar's secret",
        };
}
