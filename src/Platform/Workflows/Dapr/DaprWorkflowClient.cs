using System.Net;
using System.Text;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using Monolith.Platform.Dapr;
using Monolith.Platform.Workflows.Dapr.Grpc;
using Monolith.Platform.Workflows.Execution;
using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Platform.Workflows.Dapr;

/// <summary>
/// Workflows that the Dapr sidecar keeps. Most goes over the sidecar's HTTP API, which all versions share; its worker
/// service does what that API cannot: a start in the future, listing, histories, and reasons for what is done.
/// </summary>
internal sealed class DaprWorkflowClient(
    DaprTransport sidecar,
    TaskHubClient hub,
    IOptions<WorkflowOptions> options,
    IOptions<DaprWorkflowOptions> daprOptions,
    TimeProvider clock
) : IWorkflowClient
{
    private const string Route = "/v1.0/workflows/dapr";

    // The sidecar reads instances from its state store one by one.
    private const int ConcurrentReads = 8;

    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task<string> ScheduleNewWorkflowAsync(
        string name,
        string? instanceId = null,
        object? input = null,
        DateTimeOffset? startTime = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (instanceId is not null && !WorkflowInstanceId.IsValid(instanceId))
        {
            throw new ArgumentException(
                $"A workflow's instance id has letters, digits, '_' and '-', at most {WorkflowInstanceId.MaxLength} of them.",
                nameof(instanceId)
            );
        }

        var id = instanceId ?? Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
        var json = Payload.Write(input, options.Value.MaxPayloadBytes);
        try
        {
            await (
                startTime is { } time
                    ? StartLaterAsync(name, id, json, time, cancellationToken)
                    : PostAsync(
                        DaprPath.Of(Route, name, "start").AddQuery([KeyValuePair.Create("instanceID", id)]),
                        json,
                        cancellationToken
                    )
            );
            return id;
        }
        catch (Exception failure) when (failure is DaprException or GrpcException)
        {
            // The sidecar tries a start several times inside, so that one that worked may be reported as one that did not.
            return await GetWorkflowStateAsync(id, getInputsAndOutputs: false, cancellationToken) switch
            {
                { } when instanceId is null => id,
                { IsWorkflowCompleted: false } when IsAnswer(failure) => throw new WorkflowAlreadyExistsException(id),
                _ => throw Backend(failure),
            };
        }
    }

    /// <inheritdoc/>
    public async Task<WorkflowState?> GetWorkflowStateAsync(
        string instanceId,
        bool getInputsAndOutputs = true,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            return await FindAsync(instanceId, getInputsAndOutputs, cancellationToken);
        }
        catch (DaprException failure)
        {
            throw Backend(failure);
        }
    }

    /// <inheritdoc/>
    public Task<WorkflowState> WaitForWorkflowStartAsync(
        string instanceId,
        bool getInputsAndOutputs = true,
        CancellationToken cancellationToken = default
    ) =>
        WaitAsync(
            instanceId,
            state => state.RuntimeStatus != WorkflowRuntimeStatus.Pending,
            getInputsAndOutputs,
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<WorkflowState> WaitForWorkflowCompletionAsync(
        string instanceId,
        bool getInputsAndOutputs = true,
        CancellationToken cancellationToken = default
    ) => WaitAsync(instanceId, state => state.IsWorkflowCompleted, getInputsAndOutputs, cancellationToken);

    /// <inheritdoc/>
    public Task RaiseEventAsync(
        string instanceId,
        string eventName,
        object? eventPayload = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(eventName);
        var json = Payload.Write(eventPayload, options.Value.MaxPayloadBytes);
        return OnInstanceAsync(
            instanceId,
            () => PostAsync(DaprPath.Of(Route, instanceId, "raiseEvent", eventName), json, cancellationToken),
            state =>
                state.RuntimeStatus == WorkflowRuntimeStatus.Stalled ? new WorkflowStalledException(instanceId) : null,
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task SuspendWorkflowAsync(
        string instanceId,
        string? reason = null,
        CancellationToken cancellationToken = default
    ) =>
        OnInstanceAsync(
            instanceId,
            () =>
                reason is null
                    ? PostAsync(DaprPath.Of(Route, instanceId, "pause"), json: null, cancellationToken)
                    : hub.SuspendInstanceAsync(
                        new SuspendRequest { InstanceId = instanceId, Reason = reason },
                        cancellationToken
                    ),
            refusal: null,
            cancellationToken
        );

    /// <inheritdoc/>
    public Task ResumeWorkflowAsync(
        string instanceId,
        string? reason = null,
        CancellationToken cancellationToken = default
    ) =>
        OnInstanceAsync(
            instanceId,
            () =>
                reason is null
                    ? PostAsync(DaprPath.Of(Route, instanceId, "resume"), json: null, cancellationToken)
                    : hub.ResumeInstanceAsync(
                        new ResumeRequest { InstanceId = instanceId, Reason = reason },
                        cancellationToken
                    ),
            refusal: null,
            cancellationToken
        );

    /// <inheritdoc/>
    public Task TerminateWorkflowAsync(
        string instanceId,
        object? output = null,
        CancellationToken cancellationToken = default
    )
    {
        var json = Payload.Write(output, options.Value.MaxPayloadBytes);
        return OnInstanceAsync(
            instanceId,
            () =>
                json is null
                    ? PostAsync(DaprPath.Of(Route, instanceId, "terminate"), json: null, cancellationToken)
                    : hub.TerminateInstanceAsync(
                        new TerminateRequest
                        {
                            InstanceId = instanceId,
                            Output = json,
                            Recursive = true,
                        },
                        cancellationToken
                    ),
            refusal: null,
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task PurgeWorkflowAsync(string instanceId, CancellationToken cancellationToken = default) =>
        OnInstanceAsync(
            instanceId,
            () => PostAsync(DaprPath.Of(Route, instanceId, "purge"), json: null, cancellationToken),
            state => state.IsWorkflowCompleted ? null : new WorkflowNotCompletedException(instanceId),
            cancellationToken
        );

    /// <inheritdoc/>
    public async Task<WorkflowPage> ListWorkflowsAsync(
        WorkflowQuery query,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            var request = new ListInstanceIDsRequest { PageSize = (uint)query.PageSize };
            if (query.ContinuationToken is { Length: > 0 } token)
            {
                request.ContinuationToken = token;
            }

            var page = await hub.ListInstanceIdsAsync(request, cancellationToken);
            var states = new WorkflowState?[page.InstanceIds.Count];
            await Parallel.ForAsync(
                0,
                states.Length,
                new ParallelOptions { MaxDegreeOfParallelism = ConcurrentReads, CancellationToken = cancellationToken },
                async (i, token) => states[i] = await FindAsync(page.InstanceIds[i], withPayloads: false, token)
            );

            // The sidecar does not filter. What was purged since its list was made is left out too.
            return new WorkflowPage(
                [.. states.OfType<WorkflowState>().Where(state => Matches(state, query))],
                page.HasContinuationToken && page.ContinuationToken.Length > 0 ? page.ContinuationToken : null
            );
        }
        catch (Exception failure) when (failure is DaprException or GrpcException)
        {
            throw Backend(failure);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WorkflowHistoryEvent>> GetWorkflowHistoryAsync(
        string instanceId,
        CancellationToken cancellationToken = default
    )
    {
        IReadOnlyList<WorkflowHistoryEvent> history = [];
        await OnInstanceAsync(
            instanceId,
            async () =>
            {
                var response = await hub.GetHistoryAsync(instanceId, cancellationToken);
                history = [.. response.Events.Select(PublicHistory.From)];
            },
            refusal: null,
            cancellationToken
        );
        return history;
    }

    private Task PostAsync(string path, string? json, CancellationToken cancellationToken) =>
        sidecar.ExecuteAsync(
            new DaprRequest(HttpMethod.Post, path)
            {
                Body = json is null ? null : Encoding.UTF8.GetBytes(json),
                ContentType = json is null ? null : "application/json",
                Timeout = daprOptions.Value.RequestTimeout,
            },
            cancellationToken
        );

    private Task StartLaterAsync(
        string name,
        string instanceId,
        string? json,
        DateTimeOffset time,
        CancellationToken cancellationToken
    ) =>
        hub.StartInstanceAsync(
            new CreateInstanceRequest
            {
                InstanceId = instanceId,
                Name = name,
                Input = json,
                ScheduledStartTimestamp = time.ToTimestamp(),
            },
            cancellationToken
        );

    /// <exception cref="DaprException">The sidecar could not be asked.</exception>
    private async Task<WorkflowState?> FindAsync(
        string instanceId,
        bool withPayloads,
        CancellationToken cancellationToken
    )
    {
        var question = new DaprRequest(HttpMethod.Get, DaprPath.Of(Route, instanceId))
        {
            Repeat = DaprRepeat.Always,
            Timeout = daprOptions.Value.RequestTimeout,
        };
        try
        {
            using var response = await sidecar.SendAsync(question, cancellationToken);
            var json = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return WorkflowEnvelope.Parse(json).ToState(instanceId, withPayloads);
        }
        catch (DaprException failure) when (failure.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (JsonException failure)
        {
            throw new WorkflowBackendException("The Dapr sidecar's answer about an instance cannot be read.", failure);
        }
    }

    private async Task<WorkflowState> WaitAsync(
        string instanceId,
        Predicate<WorkflowState> isThere,
        bool withPayloads,
        CancellationToken cancellationToken
    )
    {
        for (var pause = FirstLook; ; pause = pause < LongestLook ? pause * 2 : LongestLook)
        {
            var state =
                await GetWorkflowStateAsync(instanceId, withPayloads, cancellationToken)
                ?? throw new WorkflowNotFoundException(instanceId);
            if (isThere(state))
            {
                return state;
            }

            await Task.Delay(pause, clock, cancellationToken);
        }
    }

    /// <summary>Does something with an instance. The sidecar has one error for every reason not to do it, so the reason is
    /// found by looking at the instance.</summary>
    private async Task OnInstanceAsync(
        string instanceId,
        Func<Task> act,
        Func<WorkflowState, Exception?>? refusal,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await act();
        }
        catch (Exception failure) when (IsAnswer(failure))
        {
            var state =
                await GetWorkflowStateAsync(instanceId, getInputsAndOutputs: false, cancellationToken)
                ?? throw new WorkflowNotFoundException(instanceId);
            throw refusal?.Invoke(state) ?? Backend(failure);
        }
        catch (Exception failure) when (failure is DaprException or GrpcException)
        {
            throw Backend(failure);
        }
    }

    private static bool Matches(WorkflowState state, WorkflowQuery query) =>
        (query.RuntimeStatus is null || query.RuntimeStatus == state.RuntimeStatus)
        && (
            query.WorkflowName is null
            || string.Equals(query.WorkflowName, state.WorkflowName, StringComparison.Ordinal)
        );

    /// <summary>Whether the sidecar has said no, and not only nothing.</summary>
    private static bool IsAnswer(Exception failure) =>
        failure is DaprException { Status: not null } or GrpcException { IsTransport: false };

    private static WorkflowBackendException Backend(Exception failure) => new(failure.Message, failure);
}
