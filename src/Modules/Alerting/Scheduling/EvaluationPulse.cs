using Monolith.Platform.Documents;

namespace Monolith.Alerting.Scheduling;

/// <summary>Remembers when rules were last evaluated at all, so that after a restart the wait of pending alerts goes on where it
/// was. A note now and then is enough: one for each evaluation would be most of what is written.</summary>
internal sealed class EvaluationPulse(IDocumentStore documents, TimeProvider clock)
{
    private const string Kind = "alerting";
    private const string Id = "pulse";

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    private DateTimeOffset _last;

    /// <summary>When it was last noted, by whichever replica; null when never.</summary>
    public async Task<DateTimeOffset?> ReadAsync(CancellationToken cancellationToken) =>
        (await documents.GetAsync<Pulse>(Kind, Id, cancellationToken))?.Value.At;

    /// <summary>Rules are being evaluated.</summary>
    public async Task BeatAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (now - _last >= Period)
        {
            _last = now;
            await documents.CommitAsync(new DocumentChanges().Save(Kind, Id, new Pulse(now)), cancellationToken);
        }
    }

    internal sealed record Pulse(DateTimeOffset At);
}
