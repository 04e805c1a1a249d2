using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Access.Doors;

/// <summary>A request that was refused to somebody who is known.</summary>
/// <param name="Tenant">Their tenant.</param>
/// <param name="Name">The name that the audit trail knows them by.</param>
/// <param name="Endpoint">What they asked for: the method and the pattern of the address, without values.</param>
/// <param name="Reason">Why it was refused.</param>
internal sealed record Denial(string Tenant, string Name, string Endpoint, string Reason);

/// <summary>Tells the audit trail of requests that were refused: each once a minute, however often it is repeated, and no more at once
/// than there is room for. Nobody fills the trail or slows Monolith down by knocking. Thread-safe.</summary>
internal sealed class Denials(
    IDocumentStore documents,
    AccessMetrics metrics,
    TimeProvider clock,
    ILogger<Denials> logger
) : BackgroundService
{
    private const int MaxKnown = 10_000;
    private const int MaxWaiting = 1_000;
    private static readonly TimeSpan Once = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Denial, DateTimeOffset> _told = new();
    private readonly Channel<(Denial Denial, DateTimeOffset At)> _waiting = Channel.CreateBounded<(
        Denial,
        DateTimeOffset
    )>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    /// <summary>How many the audit trail is yet to be told of.</summary>
    public int Waiting => _waiting.Reader.Count;

    /// <summary>Notes a refusal. Never waits.</summary>
    public void Note(Denial denial)
    {
        metrics.NoteRefused(denial.Reason);
        var now = clock.GetUtcNow();
        if (_told.TryGetValue(denial, out var last) && now - last < Once)
        {
            return;
        }

        if (_told.Count >= MaxKnown)
        {
            Forget(now);
        }

        if (_told.Count >= MaxKnown || !_waiting.Writer.TryWrite((denial, now)))
        {
            metrics.NoteUntold();
            return;
        }

        _told[denial] = now;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (denial, at) in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            while (!await TryTellAsync(denial, at, stoppingToken))
            {
                await Task.Delay(Pause, clock, stoppingToken);
            }
        }
    }

    private async Task<bool> TryTellAsync(Denial denial, DateTimeOffset at, CancellationToken cancellationToken)
    {
        try
        {
            await documents.CommitAsync(new DocumentChanges().Audit(Entry(denial, at)), cancellationToken);
            return true;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            logger.DenialsNotTold(failure);
            return false;
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (denial, last) in _told)
        {
            if (now - last >= Once)
            {
                _told.TryRemove(denial, out _);
            }
        }
    }

    private static AuditEntry Entry(Denial denial, DateTimeOffset at) =>
        new()
        {
            Id = $"denied.{Guid.CreateVersion7(at):N}",
            Tenant = denial.Tenant,
            Time = at,
            Action = "access.request.refused",
            Actor = new Actor(ActorKind.Caller, denial.Name),
            Target = new AuditTarget("endpoint", denial.Endpoint),
            Outcome = AuditOutcome.Refused,
            Reason = denial.Reason,
        };
}
