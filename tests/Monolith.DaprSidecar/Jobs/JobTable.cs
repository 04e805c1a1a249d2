namespace Monolith.DaprSidecar.Jobs;

/// <summary>The jobs of one app. Its replicas take them from here, so each trigger happens at one of them.</summary>
internal sealed class JobTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (Job Job, bool Runs)> _jobs = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <returns>False when there is one of this name, and it is not to be replaced.</returns>
    public bool TryAdd(Job job, bool overwrite)
    {
        lock (_lock)
        {
            if (!overwrite && _jobs.ContainsKey(job.Name))
            {
                return false;
            }

            SetLocked(job);
            return true;
        }
    }

    public Job? Get(string name)
    {
        lock (_lock)
        {
            return _jobs.GetValueOrDefault(name).Job;
        }
    }

    public bool Remove(string name)
    {
        lock (_lock)
        {
            return _jobs.Remove(name);
        }
    }

    /// <summary>The next job that is due, as soon as it is. It stays marked as running until it is settled.</summary>
    public async Task<Job> TakeAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (job, wait, changed) = TryTake(clock.GetUtcNow());
            if (job is not null)
            {
                return job;
            }

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(changed, Task.Delay(wait, clock, stop.Token));
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Puts a job that was taken in its next state; null ends it. One that was replaced or removed meanwhile is left alone.</summary>
    public void Settle(Job taken, Job? next)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_jobs.GetValueOrDefault(taken.Name).Job, taken))
            {
                return;
            }

            if (next is null)
            {
                _jobs.Remove(taken.Name);
            }
            else
            {
                SetLocked(next);
            }
        }
    }

    private (Job? Job, TimeSpan Wait, Task Changed) TryTake(DateTimeOffset now)
    {
        lock (_lock)
        {
            var next = _jobs.Values.Where(entry => !entry.Runs).Select(entry => entry.Job).MinBy(job => job.DueAt);
            if (next is null)
            {
                return (null, Timeout.InfiniteTimeSpan, _changed.Task);
            }

            if (next.DueAt > now)
            {
                return (null, next.DueAt - now, _changed.Task);
            }

            _jobs[next.Name] = (next, Runs: true);
            return (next, TimeSpan.Zero, _changed.Task);
        }
    }

    private void SetLocked(Job job)
    {
        _jobs[job.Name] = (job, Runs: false);
        _changed.SetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
