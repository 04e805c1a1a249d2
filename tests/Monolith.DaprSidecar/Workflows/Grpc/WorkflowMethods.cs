using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Monolith.DaprSidecar.Workflows.Management;
using Monolith.DaprSidecar.Workflows.Protocol;
using Monolith.DaprSidecar.Workflows.Workers;

namespace Monolith.DaprSidecar.Workflows.Grpc;

/// <summary>The methods of the service.</summary>
internal sealed class WorkflowMethods
{
    private const int DefaultPageSize = 1024;

    private readonly WorkflowEngine _engine;
    private readonly Completions _completions;
    private readonly Dictionary<string, Func<GrpcCall, Task>> _methods;

    public WorkflowMethods(WorkflowEngine engine)
    {
        _engine = engine;
        _completions = new Completions(engine.Queue, engine.Faults);
        _methods = new Dictionary<string, Func<GrpcCall, Task>>(StringComparer.Ordinal)
        {
            ["Hello"] = Unary(Empty.Parser, (_, _) => Task.FromResult<IMessage>(new Empty())),
            ["GetWorkItems"] = GetWorkItemsAsync,
            ["CompleteOrchestratorTask"] = Unary(WorkflowResponse.Parser, CompleteTurnAsync),
            ["CompleteActivityTask"] = Unary(ActivityResponse.Parser, CompleteActivityAsync),
            ["StartInstance"] = Unary(CreateInstanceRequest.Parser, StartAsync),
            ["GetInstance"] = Unary(GetInstanceRequest.Parser, GetAsync),
            ["WaitForInstanceStart"] = Unary(
                GetInstanceRequest.Parser,
                (request, ct) => WaitAsync(request, status => status != OrchestrationStatus.Pending, ct)
            ),
            ["WaitForInstanceCompletion"] = Unary(
                GetInstanceRequest.Parser,
                (request, ct) => WaitAsync(request, IsFinal, ct)
            ),
            ["RaiseEvent"] = Unary(RaiseEventRequest.Parser, RaiseEventAsync),
            ["TerminateInstance"] = Unary(TerminateRequest.Parser, TerminateAsync),
            ["SuspendInstance"] = Unary(SuspendRequest.Parser, SuspendAsync),
            ["ResumeInstance"] = Unary(ResumeRequest.Parser, ResumeAsync),
            ["PurgeInstances"] = Unary(PurgeInstancesRequest.Parser, PurgeAsync),
            ["RerunWorkflowFromEvent"] = Unary(RerunWorkflowFromEventRequest.Parser, RerunAsync),
            ["ListInstanceIDs"] = Unary(ListInstanceIDsRequest.Parser, ListAsync),
            ["GetInstanceHistory"] = Unary(GetInstanceHistoryRequest.Parser, HistoryAsync),
        };
        if (engine.Options.Version >= SidecarVersion.V118)
        {
            _methods["CompleteWorkflowTask"] = Unary(WorkflowResponse.Parser, CompleteTurnAsync);
        }
    }

    private WorkflowManagement Management => _engine.Management;

    public Task RunAsync(string method, GrpcCall call) =>
        _methods.TryGetValue(method, out var run)
            ? run(call)
            : throw new GrpcException(GrpcStatus.Unimplemented, $"unknown method {method}");

    private Func<GrpcCall, Task> Unary<TRequest>(
        MessageParser<TRequest> parser,
        Func<TRequest, CancellationToken, Task<IMessage>> answer
    )
        where TRequest : IMessage<TRequest> => call => call.UnaryAsync(parser, _engine.Options.MaxBodyBytes, answer);

    private async Task GetWorkItemsAsync(GrpcCall call)
    {
        var maxBytes = _engine.Options.MaxBodyBytes;
        var body = call.Context.Request.Body;
        await GrpcFrames.ReadSingleAsync(body, GetWorkItemsRequest.Parser, maxBytes, call.Ending);
        await new WorkItemStream(_engine, call).RunAsync();
    }

    private async Task<IMessage> CompleteTurnAsync(WorkflowResponse response, CancellationToken cancellationToken)
    {
        _completions.Complete(response.InstanceId, taskId: null, response.CompletionToken, response);
        return new CompleteTaskResponse();
    }

    private async Task<IMessage> CompleteActivityAsync(ActivityResponse response, CancellationToken cancellationToken)
    {
        _completions.Complete(response.InstanceId, response.TaskId, response.CompletionToken, response);
        return new CompleteTaskResponse();
    }

    private async Task<IMessage> StartAsync(CreateInstanceRequest request, CancellationToken cancellationToken)
    {
        var id = await Management.StartAsync(request, cancellationToken);
        if (request.ScheduledStartTimestamp is null)
        {
            await Management.WaitAsync(id, status => status != OrchestrationStatus.Pending, cancellationToken);
        }

        return new CreateInstanceResponse { InstanceId = id };
    }

    private async Task<IMessage> GetAsync(GetInstanceRequest request, CancellationToken cancellationToken) =>
        Answer(await Management.GetAsync(request.InstanceId, cancellationToken), request);

    private async Task<IMessage> WaitAsync(
        GetInstanceRequest request,
        Func<OrchestrationStatus, bool> condition,
        CancellationToken cancellationToken
    ) => Answer(await Management.WaitAsync(request.InstanceId, condition, cancellationToken), request);

    private static GetInstanceResponse Answer(WorkflowState? state, GetInstanceRequest request)
    {
        if (state is not null && !request.GetInputsAndOutputs)
        {
            (state.Input, state.Output, state.CustomStatus) = (null, null, null);
        }

        return new GetInstanceResponse { Exists = state is not null, WorkflowState = state };
    }

    private async Task<IMessage> RaiseEventAsync(RaiseEventRequest request, CancellationToken cancellationToken)
    {
        await Management.RaiseEventAsync(request.InstanceId, request.Name, request.Input, cancellationToken);
        return new RaiseEventResponse();
    }

    private async Task<IMessage> TerminateAsync(TerminateRequest request, CancellationToken cancellationToken)
    {
        await Management.TerminateAsync(request.InstanceId, request.Output, request.Recursive, cancellationToken);
        await Management.WaitAsync(request.InstanceId, IsFinal, cancellationToken);
        return new TerminateResponse();
    }

    private async Task<IMessage> SuspendAsync(SuspendRequest request, CancellationToken cancellationToken)
    {
        await Management.SuspendAsync(request.InstanceId, request.Reason, cancellationToken);
        await Management.WaitAsync(
            request.InstanceId,
            status => status == OrchestrationStatus.Suspended || IsFinal(status),
            cancellationToken
        );
        return new SuspendResponse();
    }

    private async Task<IMessage> ResumeAsync(ResumeRequest request, CancellationToken cancellationToken)
    {
        await Management.ResumeAsync(request.InstanceId, request.Reason, cancellationToken);
        await Management.WaitAsync(
            request.InstanceId,
            status => status == OrchestrationStatus.Running || IsFinal(status),
            cancellationToken
        );
        return new ResumeResponse();
    }

    private async Task<IMessage> PurgeAsync(PurgeInstancesRequest request, CancellationToken cancellationToken)
    {
        if (request.RequestCase != PurgeInstancesRequest.RequestOneofCase.InstanceId)
        {
            throw new WorkflowException(WorkflowError.NotSupported, "a purge by filter is not supported");
        }

        var count = await Management.PurgeAsync(
            request.InstanceId,
            request.Recursive,
            request.Force,
            cancellationToken
        );
        return new PurgeInstancesResponse { DeletedInstanceCount = count, IsComplete = true };
    }

    private async Task<IMessage> RerunAsync(
        RerunWorkflowFromEventRequest request,
        CancellationToken cancellationToken
    ) => new RerunWorkflowFromEventResponse { NewInstanceID = await Management.RerunAsync(request, cancellationToken) };

    private Task<IMessage> ListAsync(ListInstanceIDsRequest request, CancellationToken cancellationToken)
    {
        var size = request.HasPageSize ? (int)Math.Min(request.PageSize, int.MaxValue) : DefaultPageSize;
        var ids = Management.ListIds(after: request.ContinuationToken, size);
        var response = new ListInstanceIDsResponse { InstanceIds = { ids } };
        if (ids.Count == size && size > 0)
        {
            response.ContinuationToken = ids[^1];
        }

        return Task.FromResult<IMessage>(response);
    }

    private async Task<IMessage> HistoryAsync(GetInstanceHistoryRequest request, CancellationToken cancellationToken) =>
        new GetInstanceHistoryResponse
        {
            Events = { await Management.HistoryAsync(request.InstanceId, cancellationToken) },
        };

    private static bool IsFinal(OrchestrationStatus status) =>
        status
            is OrchestrationStatus.Completed
                or OrchestrationStatus.Failed
                or OrchestrationStatus.Canceled
                or OrchestrationStatus.Terminated;
}
