using System.Net.Http.Json;
using System.Text.Json;
using Monolith.DaprSidecar.Workflows;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Tests.Workflows.Support;

/// <summary>A sidecar whose time stands still, one connected worker, and clients of both APIs.</summary>
internal sealed class WorkflowHost : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private readonly Sidecar _sidecar;

    private WorkflowHost(Sidecar sidecar, VirtualClock clock)
    {
        (_sidecar, Clock) = (sidecar, clock);
        Http = new HttpClient { BaseAddress = sidecar.HttpEndpoint };
        Grpc = new GrpcClient(sidecar.GrpcEndpoint);
    }

    public VirtualClock Clock { get; }

    public HttpClient Http { get; }

    public GrpcClient Grpc { get; }

    public ScriptedWorker Worker { get; private set; } = null!;

    public WorkflowEngine Engine => _sidecar.Workflows;

    public Sidecar Sidecar => _sidecar;

    public static async Task<WorkflowHost> StartAsync(
        SidecarVersion version = SidecarVersion.V119,
        int maxBodyBytes = 4 * 1024 * 1024
    )
    {
        var clock = new VirtualClock(Start);
        var sidecar = await Sidecar.StartAsync(
            new SidecarOptions
            {
                Version = version,
                MaxBodyBytes = maxBodyBytes,
                Clock = clock,
            }
        );
        var host = new WorkflowHost(sidecar, clock);
        await host.ConnectAsync();
        return host;
    }

    /// <summary>Closes the worker's stream.</summary>
    public async Task DisconnectAsync()
    {
        await Worker.DisposeAsync();
        await Eventually.HoldsAsync(() => Engine.ConnectedWorkers == 0, "the worker is gone");
    }

    /// <summary>Connects a new worker, in place of the one before if that has gone.</summary>
    public async Task ConnectAsync()
    {
        Worker = await ScriptedWorker.ConnectAsync(Grpc);
        await Eventually.HoldsAsync(() => Engine.ConnectedWorkers > 0, "the worker is connected");
    }

    /// <summary>Starts an instance over HTTP.</summary>
    public async Task StartAsync(string id, string name = "Order", string input = "1")
    {
        using var response = await PostAsync($"{name}/start?instanceID={id}", input);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Posts to the HTTP API of workflows.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string body = "") =>
        Http.PostAsync($"/v1.0/workflows/dapr/{path}", new StringContent(body));

    /// <summary>Raises an event over HTTP.</summary>
    public async Task RaiseAsync(string id, string name, string data = "")
    {
        using var response = await PostAsync($"{id}/raiseEvent/{name}", data);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The state of an instance over HTTP.</summary>
    public Task<JsonElement> StateAsync(string id) => Http.GetFromJsonAsync<JsonElement>($"/v1.0/workflows/dapr/{id}");

    /// <summary>The committed history of an instance.</summary>
    public async Task<IReadOnlyList<HistoryEvent>> HistoryAsync(string id) =>
        (
            await Grpc.CallAsync<GetInstanceHistoryResponse>(
                "GetInstanceHistory",
                new GetInstanceHistoryRequest { InstanceId = id }
            )
        ).Events;

    /// <summary>Returns once the instance has this status.</summary>
    public Task HasStatusAsync(string id, string status) =>
        Eventually.HoldsAsync(() => Engine.StatusOf(id) == status, $"{id} is {status}");

    /// <summary>Returns once a turn of the instance has been refused, and lets it be sent again.</summary>
    public async Task IsRefusedAsync(string id)
    {
        await Eventually.HoldsAsync(
            () => Engine.Recorder.Refusals.Any(refusal => refusal.InstanceId == id),
            "the turn is refused"
        );
        await Eventually.HoldsAsync(
            () =>
            {
                Clock.Advance(Engine.Options.TurnRetryDelay);
                return Worker.HasTurn;
            },
            "the turn is sent again"
        );
    }

    public async ValueTask DisposeAsync()
    {
        await Worker.DisposeAsync();
        Grpc.Dispose();
        Http.Dispose();
        await _sidecar.DisposeAsync();
    }
}
