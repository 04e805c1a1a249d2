using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Platform.Workflows.Execution;
using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Platform.Workflows.Embedded;

/// <summary>
/// Runs workflows in this process, as a sidecar with a worker would. Every step is one transaction; a process that dies
/// between two of them goes on where it was, because everything that is to be done is in the tables.
/// </summary>
internal sealed class EmbeddedEngine : IHostedService, IDisposable
{
    private const int TimersAtOnce = 500;
    private const int PurgedAtOnce = 100;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);
    private static readonly TimeSpan CancellationBound = TimeSpan.FromSeconds(2);

    private readonly WorkflowStore _store;
    private readonly WorkflowExecutor _workflows;
    private readonly ActivityExecutor _activities;
    private readonly WorkflowOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly InstanceQueue _instances = new();
    private readonly Channel<long> _calls = Channel.CreateUnbounded<long>();
    private readonly Channel<bool> _newTimers = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    // The first stops the taking of new work, the second what still runs when the time for it is over.
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private Task _work = Task.CompletedTask;

    public EmbeddedEngine(
        WorkflowStore store,
        WorkflowExecutor workflows,
        ActivityExecutor activities,
        IOptions<WorkflowOptions> options,
        EngineMetrics metrics,
        TimeProvider clock,
        ILogger<EmbeddedEngine> logger
    )
    {
        _store = store;
        _workflows = workflows;
        _activities = activities;
        _options = options.Value;
        _clock = clock;
        _logger = logger;
        metrics.Meter.CreateObservableGauge(
            "monolith.workflows.turn.waiting",
            () => _instances.Waiting,
            "{instance}",
            "Instances that wait for their next step."
        );
        metrics.Meter.CreateObservableGauge(
            "monolith.workflows.activity.waiting",
            () => _calls.Reader.Count,
            "{activity}",
            "Activities that wait to be run."
        );
    }

    /// <summary>Tells those who wait for an instance.</summary>
    public InstanceSignals Signals { get; } = new();

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await ChangeAsync(store =>
        {
            store.FindUnfinished();
            return true;
        });
        _workflows.OnAccused = WakeAccused;
        _work = Work();
    }

    /// <summary>Takes nothing new, and lets what runs come to an end as long as <c>DrainTimeout</c> allows.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _workflows.OnAccused = null;
        await _stopping.CancelAsync();
        if (!await EndsWithinAsync(_options.DrainTimeout, cancellationToken))
        {
            await _aborting.CancelAsync();
            if (!await EndsWithinAsync(CancellationBound, cancellationToken))
            {
                _logger.ActivitiesLeftBehind();
            }
        }
    }

    /// <summary>Makes a change durable, and sets going what follows from it.</summary>
    public async Task<T> ChangeAsync<T>(Func<StoreTransaction, T> change)
    {
        var (result, effects) = await _store.WriteAsync(change);
        effects.Woken.ForEach(_instances.Wake);
        effects.Activities.ForEach(number => _calls.Writer.TryWrite(number));
        effects.Changed.ForEach(Signals.Changed);
        if (effects.HasNewTimers)
        {
            _newTimers.Writer.TryWrite(true);
        }

        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_work.IsCompleted)
        {
            _stopping.Dispose();
            _aborting.Dispose();
        }
    }

    private async Task TakeTurnsAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            long key;
            try
            {
                key = await _instances.TakeAsync(_stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await TryAsync(() => TakeTurnAsync(key), "a step of a workflow");
            _instances.Release(key);
        }
    }

    private Task Work() =>
        Task.WhenAll([
            .. Enumerable.Range(0, _options.MaxConcurrentTurns).Select(_ => Task.Run(TakeTurnsAsync)),
            .. Enumerable.Range(0, _options.MaxConcurrentActivities).Select(_ => Task.Run(RunActivitiesAsync)),
            Task.Run(FireTimersAsync),
            Task.Run(PurgeExpiredAsync),
        ]);

    private void WakeAccused(string instanceId)
    {
        if (_store.Read(s => s.FindState(instanceId)) is { } found)
        {
            _instances.Wake(found.Key);
        }
    }

    private async Task TakeTurnAsync(long key)
    {
        if (
            _store.Read(s => s.FindInstance(key)) is { } snapshot
            && (snapshot.Inbox.Count > 0 || _workflows.IsAccused(snapshot.Row.Id))
            && new Turn(snapshot, _workflows.Execute, Now()).Decide() is { } result
        )
        {
            await ChangeAsync(store =>
            {
                store.Apply(result);
                return true;
            });
        }
    }

    private async Task RunActivitiesAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var number = await _calls.Reader.ReadAsync(_stopping.Token);
                if (_store.Read(s => s.FindActivity(number)) is { } request)
                {
                    var response = await _activities.ExecuteAsync(request, _aborting.Token);
                    var result = Result(request, response);
                    await TryAsync(
                        () =>
                            ChangeAsync(store =>
                            {
                                store.CompleteActivity(number, result);
                                return true;
                            }),
                        "the result of an activity"
                    );
                }
            }
            catch (OperationCanceledException)
            {
                // The program stops. The activity is still in the table and runs again after the next start.
                return;
            }
        }
    }

    private HistoryEvent Result(ActivityRequest request, ActivityResponse response) =>
        Turn.NewEvent(
            response.FailureDetails is { } failure
                ? new()
                {
                    TaskFailed = new()
                    {
                        TaskScheduledId = request.TaskId,
                        TaskExecutionId = request.TaskExecutionId,
                        FailureDetails = failure,
                    },
                }
                : new()
                {
                    TaskCompleted = new()
                    {
                        TaskScheduledId = request.TaskId,
                        TaskExecutionId = request.TaskExecutionId,
                        Result = response.Result,
                    },
                },
            Now()
        );

    private async Task FireTimersAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            DateTime? next = null;
            await TryAsync(async () => next = await FireDueTimersAsync(), "timers");
            await SleepAsync(next is { } at ? at - Now() : LongestSleep);
        }
    }

    private async Task<DateTime?> FireDueTimersAsync()
    {
        while (true)
        {
            var next = _store.Read(s => s.FindNextTimer());
            if (next is null || next > Now())
            {
                return next;
            }

            await ChangeAsync(store => store.FireTimers(Now(), TimersAtOnce));
        }
    }

    // Ends early when a new timer is set.
    private async Task SleepAsync(TimeSpan time)
    {
        using var sleep = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var bound = time < LongestSleep ? time : LongestSleep;
        var slept = Task.Delay(bound > TimeSpan.Zero ? bound : TimeSpan.Zero, _clock, sleep.Token);
        await Task.WhenAny(slept, _newTimers.Reader.WaitToReadAsync(sleep.Token).AsTask());
        _newTimers.Reader.TryRead(out _);
        await sleep.CancelAsync();
    }

    private async Task PurgeExpiredAsync()
    {
        while (!_stopping.IsCancellationRequested && _options.Retention > TimeSpan.Zero)
        {
            await TryAsync(
                async () =>
                {
                    var before = Now() - _options.Retention;
                    while (await ChangeAsync(store => store.PurgeCompletedBefore(before, PurgedAtOnce)) == PurgedAtOnce)
                    { }
                },
                "the removal of old instances"
            );
            await Task.Delay(LongestSleep, _clock, _stopping.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Whatever goes wrong here is a fault of ours or of the disk. Nothing is given up: it is tried until it works.
    private async Task TryAsync(Func<Task> work, string what)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await work();
                return;
            }
#pragma warning disable CA1031 // A background loop outlives every error.
            catch (Exception e)
#pragma warning restore CA1031
            {
                if (_aborting.IsCancellationRequested || (_stopping.IsCancellationRequested && attempt > 1))
                {
                    return;
                }

                _logger.EngineWorkFailed(e, what, attempt);
                await Task.Delay(RetryDelay, _clock, _stopping.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> EndsWithinAsync(TimeSpan bound, CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer.CancelAfter(bound);
        await _work.WaitAsync(timer.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _work.IsCompleted;
    }

    private DateTime Now() => _clock.GetUtcNow().UtcDateTime;
}
