using Microsoft.Extensions.Logging;
using Monolith.Alerting.Notifications.Deliveries;
using Monolith.Alerting.Notifications.Receivers;

namespace Monolith.Alerting.Notifications.Dispatch;

/// <summary>Sends again what may not have been delivered when a process before this one ended. Groups wait for it, so that
/// nothing is sent twice at the same time.</summary>
internal sealed class Recovery
{
    private static readonly TimeSpan WaitAfterFailure = TimeSpan.FromSeconds(5);

    private readonly NotificationLog _log;
    private readonly NotificationSender _sender;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Task<Dictionary<string, Task>> _begun;

    /// <summary>Begins.</summary>
    public Recovery(
        NotificationLog log,
        NotificationSender sender,
        TimeProvider clock,
        ILogger logger,
        CancellationToken stopping
    )
    {
        (_log, _sender, _clock, _logger) = (log, sender, clock, logger);
        _begun = BeginAsync(stopping);
    }

    /// <summary>Returns once nothing of before is on its way to this receiver any more.</summary>
    public async Task DoneAsync(GroupState group, Integration integration, CancellationToken cancellationToken)
    {
        var begun = await _begun.WaitAsync(cancellationToken);
        if (begun.TryGetValue(group.LogIdOf(integration), out var resumed))
        {
            await resumed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Returns once everything has ended, one way or the other. Never throws.</summary>
    public async Task EndAsync()
    {
        await ((Task)_begun).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_begun.IsCompletedSuccessfully)
        {
            await Task.WhenAll((await _begun).Values);
        }
    }

    private async Task<Dictionary<string, Task>> BeginAsync(CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                var unfinished = await _log.UnfinishedAsync(stopping);
                if (unfinished.Count > 0)
                {
                    _logger.Recovering(unfinished.Count);
                }

                return unfinished.ToDictionary(e => e.Id, e => ResumeAsync(e, stopping), StringComparer.Ordinal);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                _logger.RecoveryFailed(e);
                await Task.Delay(WaitAfterFailure, _clock, stopping);
            }
        }
    }

    private async Task ResumeAsync(Platform.Documents.Document<LogEntry> entry, CancellationToken stopping)
    {
        try
        {
            await _sender.ResumeAsync(entry, stopping);
        }
        catch (Exception e)
        {
            // It is still written down as not delivered: the group's next turn or the next process takes it up.
            if (!stopping.IsCancellationRequested)
            {
                _logger.RecoveryFailed(e);
            }
        }
    }
}
