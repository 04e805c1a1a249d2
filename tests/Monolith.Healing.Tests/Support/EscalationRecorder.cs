using System.Collections.Concurrent;
using Monolith.Healing.Contracts;
using Monolith.Platform.Events;

namespace Monolith.Healing.Tests.Support;

/// <summary>What healing gave to people.</summary>
internal sealed class EscalationRecorder
{
    public ConcurrentQueue<HealingEscalated> All { get; } = new();

    public sealed class Handler(EscalationRecorder recorder) : IEventHandler<HealingEscalated>
    {
        public Task HandleAsync(Event<HealingEscalated> e, CancellationToken cancellationToken)
        {
            recorder.All.Enqueue(e.Data);
            return Task.CompletedTask;
        }
    }
}
