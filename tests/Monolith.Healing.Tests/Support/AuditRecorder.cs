using System.Collections.Concurrent;
using Monolith.Audit.Contracts;
using Monolith.Platform.Events;

namespace Monolith.Healing.Tests.Support;

/// <summary>The audit trail in memory: what is appended, and what is committed with documents.</summary>
internal sealed class AuditRecorder : IAuditTrail
{
    private readonly ConcurrentDictionary<string, AuditEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Whether it takes nothing.</summary>
    public bool IsAway { get; set; }

    /// <summary>Each entry once.</summary>
    public ICollection<AuditEntry> Entries => _entries.Values;

    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        if (IsAway)
        {
            throw new AuditUnavailableException();
        }

        _entries.TryAdd(entry.Id, entry);
        return Task.CompletedTask;
    }

    /// <summary>Takes the entries that came with documents.</summary>
    public sealed class Handler(AuditRecorder recorder) : IEventHandler<AuditEntry>
    {
        public Task HandleAsync(Event<AuditEntry> e, CancellationToken cancellationToken)
        {
            recorder._entries.TryAdd(e.Data.Id, e.Data);
            return Task.CompletedTask;
        }
    }
}
