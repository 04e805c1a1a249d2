using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Platform.Dapr;
using Monolith.Platform.Workflows.Dapr.Grpc;
using Monolith.Platform.Workflows.Execution;
using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Platform.Workflows.Dapr;

/// <summary>Runs work items beside the stream that brings them, so many at a time, and sends what came of them.</summary>
internal sealed class WorkItemRunner(
    WorkflowExecutor turns,
    ActivityExecutor activities,
    TaskHubClient hub,
    IOptions<WorkflowOptions> options,
    IOptions<DaprOptions> dapr,
    TimeProvider clock,
    ILogger<WorkItemRunner> logger
) : IDisposable
{
    private const int MaxSends = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turnSlots = new(options.Value.MaxConcurrentTurns);
    private readonly SemaphoreSlim _activitySlots = new(options.Value.MaxConcurrentActivities);
    private readonly CancellationTokenSource _noneBegins = new();
    private readonly CancellationTokenSource _allEnd = new();
    private readonly HashSet<Task> _running = [];
    private readonly Lock _gate = new();

    /// <summary>Begins with an item and returns at once: the sidecar closes a stream that is not read for ten seconds.</summary>
    /// <param name="item">What is to be done.</param>
    /// <param name="streamEnded">Cancelled when the item's stream is over. The sidecar then gives the item to somebody, so
    /// a completion that does not get through need not be sent again.</param>
    public void Start(WorkItem item, CancellationToken streamEnded)
    {
        switch (item.RequestCase)
        {
            case WorkItem.RequestOneofCase.WorkflowRequest:
                Track(RunTurnAsync(item.WorkflowRequest, item.CompletionToken, streamEnded));
                break;
            case WorkItem.RequestOneofCase.ActivityRequest:
                Track(RunActivityAsync(item.ActivityRequest, item.CompletionToken, streamEnded));
                break;
            default:
                // A newer sidecar may have kinds of work that this worker has not offered to do.
                logger.WorkItemUnknown();
                break;
        }
    }

    /// <summary>Begins nothing more and waits for what runs, so long as the options allow. Activities that are still not
    /// done are told to give up, and run again elsewhere.</summary>
    public async Task DrainAsync()
    {
        await _noneBegins.CancelAsync();
        Task[] running;
        lock (_gate)
        {
            running = [.. _running];
        }

        if (running.Length == 0 || _allEnd.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await Task.WhenAll(running).WaitAsync(options.Value.DrainTimeout, clock);
        }
        catch (TimeoutException)
        {
            logger.ActivitiesAbandoned(running.Count(task => !task.IsCompleted));
        }

        await _allEnd.CancelAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turnSlots.Dispose();
        _activitySlots.Dispose();
        _noneBegins.Dispose();
        _allEnd.Dispose();
    }

    private async Task RunTurnAsync(WorkflowRequest request, string completionToken, CancellationToken streamEnded)
    {
        var work = $"a step of workflow instance '{request.InstanceId}'";
        await RunAsync(
            work,
            _turnSlots,
            async () =>
            {
                if (request.RequiresHistoryStreaming)
                {
                    var history = await hub.GetHistoryAsync(request.InstanceId, streamEnded);
                    request.PastEvents.Clear();
                    request.PastEvents.AddRange(history.Events);
                }

                var response = turns.Execute(request);
                response.CompletionToken = completionToken;
                MessageLimit.Apply(response, dapr.Value.MaxBodyBytes);
                await CompleteAsync(work, () => hub.CompleteTurnAsync(response, CancellationToken.None), streamEnded);
            }
        );
    }

    private async Task RunActivityAsync(ActivityRequest request, string completionToken, CancellationToken streamEnded)
    {
        var work = $"activity {request.TaskId} of workflow instance '{request.WorkflowInstance?.InstanceId}'";
        await RunAsync(
            work,
            _activitySlots,
            async () =>
            {
                var response = await activities.ExecuteAsync(request, _allEnd.Token);
                response.CompletionToken = completionToken;
                MessageLimit.Apply(response, dapr.Value.MaxBodyBytes);
                await CompleteAsync(
                    work,
                    () => hub.CompleteActivityAsync(response, CancellationToken.None),
                    streamEnded
                );
            }
        );
    }

    private async Task RunAsync(string work, SemaphoreSlim slots, Func<Task> run)
    {
        // The reader of the stream goes on from here: nothing of what follows runs on its thread.
        await Task.Yield();
        try
        {
            await slots.WaitAsync(_noneBegins.Token);
            try
            {
                await run();
            }
            finally
            {
                slots.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The program stops, or the stream is over. Without a completion the sidecar gives the work to somebody else.
        }
#pragma warning disable CA1031 // One item that breaks off must not end the others.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.WorkBroke(exception, work);
        }
    }

    /// <summary>Sends a completion. The same one may go out twice, which the sidecar bears; never two different ones.</summary>
    private async Task CompleteAsync(string work, Func<Task> send, CancellationToken streamEnded)
    {
        for (var sends = 1; ; sends++)
        {
            try
            {
                await send();
                return;
            }
            catch (GrpcException exception) when (!exception.IsTransport)
            {
                // The sidecar does not wait for it any more: the instance was ended, or somebody else has done the work.
                logger.CompletionRefused(work, exception.Message);
                return;
            }
            catch (GrpcException exception) when (sends == MaxSends || streamEnded.IsCancellationRequested)
            {
                logger.CompletionLost(work, exception.Message);
                return;
            }
            catch (GrpcException)
            {
                await Task.Delay(RetryDelay.After(sends, FirstPause, LongestPause), clock, CancellationToken.None);
            }
        }
    }

    private void Track(Task task)
    {
        lock (_gate)
        {
            _running.Add(task);
        }

        _ = ForgetAsync(task);
    }

    private async Task ForgetAsync(Task task)
    {
        await task;
        lock (_gate)
        {
            _running.Remove(task);
        }
    }
}
