using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using Monolith.Platform.Dapr;
using Monolith.Platform.Workflows.Dapr.Grpc;
using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Platform.Workflows.Dapr;

/// <summary>The methods of the sidecar's worker service that the product calls. Thread-safe.</summary>
internal sealed class TaskHubClient : IDisposable
{
    private const string Service = "/TaskHubSidecarService/";

    // Sidecars from 1.18 on call it CompleteWorkflowTask, but all that are supported know it by this name.
    private const string CompleteTurn = "CompleteOrchestratorTask";

    private static readonly TimeSpan HelloDeadline = TimeSpan.FromSeconds(5);
    private readonly GrpcChannel _channel;
    private readonly TimeSpan _deadline;

    public TaskHubClient(
        DaprEnvironment environment,
        IOptions<DaprOptions> dapr,
        IOptions<DaprWorkflowOptions> options,
        TimeProvider clock
    )
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        if (environment.ApiToken is { } token)
        {
            headers.Add(DaprEnvironment.TokenHeader, token);
        }

        _channel = new GrpcChannel(environment.GrpcEndpoint, headers, dapr.Value.MaxBodyBytes, clock);
        _deadline = options.Value.RequestTimeout;
    }

    /// <summary>Asks whether the sidecar is there.</summary>
    public Task HelloAsync(CancellationToken cancellationToken) =>
        _channel.CallAsync<Empty>(Service + "Hello", new Empty(), HelloDeadline, cancellationToken);

    /// <summary>Offers to work. Without capabilities: every turn then comes with its whole history.</summary>
    public Task<GrpcResponse<WorkItem>> OpenWorkItemsAsync(CancellationToken cancellationToken) =>
        _channel.OpenAsync<WorkItem>(Service + "GetWorkItems", new GetWorkItemsRequest(), cancellationToken);

    public Task CompleteTurnAsync(WorkflowResponse response, CancellationToken cancellationToken) =>
        CallAsync<CompleteTaskResponse>(CompleteTurn, response, cancellationToken);

    public Task CompleteActivityAsync(ActivityResponse response, CancellationToken cancellationToken) =>
        CallAsync<CompleteTaskResponse>("CompleteActivityTask", response, cancellationToken);

    public Task StartInstanceAsync(CreateInstanceRequest request, CancellationToken cancellationToken) =>
        CallAsync<CreateInstanceResponse>("StartInstance", request, cancellationToken);

    public Task SuspendInstanceAsync(SuspendRequest request, CancellationToken cancellationToken) =>
        CallAsync<SuspendResponse>("SuspendInstance", request, cancellationToken);

    public Task ResumeInstanceAsync(ResumeRequest request, CancellationToken cancellationToken) =>
        CallAsync<ResumeResponse>("ResumeInstance", request, cancellationToken);

    public Task TerminateInstanceAsync(TerminateRequest request, CancellationToken cancellationToken) =>
        CallAsync<TerminateResponse>("TerminateInstance", request, cancellationToken);

    public Task<ListInstanceIDsResponse> ListInstanceIdsAsync(
        ListInstanceIDsRequest request,
        CancellationToken cancellationToken
    ) => CallAsync<ListInstanceIDsResponse>("ListInstanceIDs", request, cancellationToken);

    public Task<GetInstanceHistoryResponse> GetHistoryAsync(string instanceId, CancellationToken cancellationToken) =>
        CallAsync<GetInstanceHistoryResponse>(
            "GetInstanceHistory",
            new GetInstanceHistoryRequest { InstanceId = instanceId },
            cancellationToken
        );

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    private Task<T> CallAsync<T>(string method, IMessage request, CancellationToken cancellationToken)
        where T : IMessage<T>, new() => _channel.CallAsync<T>(Service + method, request, _deadline, cancellationToken);
}
