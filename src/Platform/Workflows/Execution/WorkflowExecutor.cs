using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Platform.Workflows.Execution;

/// <summary>
/// Runs one step of a workflow: history in, actions out. Keeps nothing between steps that a result depends on; a step may
/// run anywhere. Thread-safe.
/// </summary>
internal sealed class WorkflowExecutor(
    WorkflowRegistry registry,
    IServiceProvider services,
    IOptions<WorkflowOptions> options,
    WorkflowMetrics metrics,
    ILoggerFactory loggers
)
{
    private const int MostAccused = 10_000;
    private readonly ILogger _logger = loggers.CreateLogger<WorkflowExecutor>();

    // Code that went on elsewhere when its step was over is found out too late for that step; the next one tells of it.
    private readonly ConcurrentDictionary<string, Intruder> _accused = new(StringComparer.Ordinal);

    /// <summary>Tells the id of an instance whose code went on elsewhere after its step was over. A backend that can should
    /// let it take another step, which then fails.</summary>
    public Action<string>? OnAccused { get; set; }

    /// <summary>Whether the next step of an instance will fail for that reason.</summary>
    public bool IsAccused(string instanceId) => _accused.ContainsKey(instanceId);

    /// <summary>What the workflow's code wants done next. Its exceptions are in the response.</summary>
    public WorkflowResponse Execute(WorkflowRequest request)
    {
        var began = Stopwatch.GetTimestamp();
        _accused.TryRemove(request.InstanceId, out var accused);

        // What the code does is repeated at every step, so it leaves no spans.
        var span = Activity.Current;
        Activity.Current = null;
        try
        {
            var execution = new WorkflowExecution(
                request,
                registry,
                services,
                options.Value,
                loggers,
                line => Accuse(request.InstanceId, line)
            );
            var response = execution.Run(accused);
            Report(request, response, execution);
            metrics.TurnTook(execution.WorkflowName, Stopwatch.GetElapsedTime(began));
            return response;
        }
        finally
        {
            Activity.Current = span;
        }
    }

    private void Accuse(string instanceId, CodeLine? line)
    {
        _logger.CodeOnForeignThread(instanceId, line?.ToString() ?? "an unknown line");
        if (_accused.Count < MostAccused)
        {
            _accused[instanceId] = new Intruder(line);
            OnAccused?.Invoke(instanceId);
        }
    }

    private void Report(WorkflowRequest request, WorkflowResponse response, WorkflowExecution execution)
    {
        if (request.NewEvents.Any(e => e.ExecutionStarted is not null))
        {
            metrics.InstanceStarted(execution.WorkflowName);
        }

        foreach (var result in execution.Unclaimed)
        {
            _logger.ResultUnclaimed(request.InstanceId, result.EventTypeCase.ToString());
        }

        if (
            response.Actions is [.., { CompleteWorkflow: { } end }]
            && end.WorkflowStatus != OrchestrationStatus.ContinuedAsNew
        )
        {
            var error = end.WorkflowStatus switch
            {
                OrchestrationStatus.Completed => null,
                OrchestrationStatus.Terminated => "terminated",
                _ => end.FailureDetails.ErrorType,
            };
            metrics.InstanceFinished(execution.WorkflowName, error);
        }
    }
}
