using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Platform.Workflows.Execution;

/// <summary>Runs one activity, from request to response. Thread-safe.</summary>
internal sealed class ActivityExecutor(
    WorkflowRegistry registry,
    IServiceScopeFactory scopes,
    IOptions<WorkflowOptions> options,
    WorkflowMetrics metrics
)
{
    private static readonly ActivitySource Traces = new("Monolith.Workflows");

    /// <summary>What the activity returned or threw. Its exceptions are in the response.</summary>
    /// <param name="request">The call.</param>
    /// <param name="cancellationToken">Cancelled when the program stops.</param>
    /// <exception cref="OperationCanceledException">The activity gave up because the program stops. It must run again.</exception>
    public async Task<ActivityResponse> ExecuteAsync(ActivityRequest request, CancellationToken cancellationToken)
    {
        using var span = StartSpan(request);
        var began = Stopwatch.GetTimestamp();
        var response = new ActivityResponse
        {
            InstanceId = request.WorkflowInstance?.InstanceId ?? "",
            TaskId = request.TaskId,
        };
        try
        {
            if (registry.FindActivity(request.Name) is { } create)
            {
                response.Result = await RunAsync(create, request, cancellationToken);
            }
            else
            {
                response.FailureDetails = Failures.Permanent(
                    "ActivityNotFound",
                    $"There is no activity named '{request.Name}'."
                );
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever an activity throws is its result.
        catch (Exception e)
#pragma warning restore CA1031
        {
            response.FailureDetails = Failures.From(e);
        }

        var error = response.FailureDetails?.ErrorType;
        span?.SetStatus(error is null ? ActivityStatusCode.Unset : ActivityStatusCode.Error, error);
        metrics.ActivityTook(request.Name, Stopwatch.GetElapsedTime(began), error);
        return response;
    }

    private async Task<string?> RunAsync(
        Func<IServiceProvider, IWorkflowActivity> create,
        ActivityRequest request,
        CancellationToken cancellationToken
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = new WorkflowActivityContext(
            request.Name,
            request.WorkflowInstance?.InstanceId ?? "",
            request.TaskId,
            request.TaskExecutionId,
            cancellationToken
        );
        return await create(scope.ServiceProvider).RunAsync(context, request.Input, options.Value.MaxPayloadBytes);
    }

    private static Activity? StartSpan(ActivityRequest request)
    {
        _ = ActivityContext.TryParse(
            request.ParentTraceContext?.TraceParent,
            request.ParentTraceContext?.TraceState,
            isRemote: true,
            out var parent
        );
        return Traces.StartActivity($"activity {request.Name}", ActivityKind.Internal, parent);
    }
}
