using MediatR;
using Monolith.Alerting.Contracts;
using Monolith.Audit.Contracts;
using Monolith.Platform.Events;

namespace Monolith.HealingProcess;

/// <summary>An audit trail on the standard output. It remembers in a file that something was about to be done.</summary>
internal sealed class PrintedTrail(string file) : IAuditTrail
{
    /// <summary>Whether something was about to be done, in this life or in one before.</summary>
    public bool HasActed => File.Exists(file);

    public async Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(file, entry.Id, cancellationToken);
        Print(entry);
    }

    private static void Print(AuditEntry entry)
    {
        Console.WriteLine(entry.Action);
        Console.Out.Flush();
    }

    /// <summary>Prints the entries that were committed with documents.</summary>
    public sealed class Handler : IEventHandler<AuditEntry>
    {
        public Task HandleAsync(Event<AuditEntry> e, CancellationToken cancellationToken)
        {
            Print(e.Data);
            return Task.CompletedTask;
        }
    }
}

/// <summary>An alert that goes away once something was done.</summary>
internal sealed class CuredByActing(PrintedTrail trail) : IRequestHandler<MeasureAlert, AlertMeasurement>
{
    public Task<AlertMeasurement> Handle(MeasureAlert request, CancellationToken cancellationToken)
    {
        var condition = trail.HasActed ? AlertCondition.NotMet : AlertCondition.Met;
        return Task.FromResult(
            new AlertMeasurement(condition, 1, "has anything been done", TimeProvider.System.GetUtcNow())
        );
    }
}
