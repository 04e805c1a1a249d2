using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Alerting.Acknowledgements;
using Monolith.Alerting.Notifications;
using Monolith.Alerting.Silences;
using Monolith.Audit.Contracts;
using Monolith.Platform.Events;
using Monolith.Platform.Slices;

namespace Monolith.Alerting.Tests.Notifications.Support;

/// <summary>Silences and notifications without rules, and a trail that remembers what it is told.</summary>
internal sealed class NotificationsAlone : IModule
{
    public string Name => "Alerting";

    /// <summary>What the trail was told.</summary>
    public AuditMemory Trail { get; } = new();

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSlices(typeof(AlertingModule).Assembly);
        services.AddAcknowledgements();
        services.AddSilences();
        services.AddNotifications();
        services.AddSingleton(Trail);
        services.AddSingleton<IAuditTrail>(Trail);
        services.AddEventHandler<AuditEntry, AuditMemory.Hears>("audit.entry");
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        routes.MapSilences();
        routes.MapNotifications();
    }
}

/// <summary>An audit trail in memory. Thread-safe.</summary>
internal sealed class AuditMemory : IAuditTrail
{
    private readonly Lock _gate = new();
    private readonly List<AuditEntry> _entries = [];

    public IReadOnlyList<AuditEntry> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries];
            }
        }
    }

    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_entries.Exists(e => e.Id == entry.Id))
            {
                _entries.Add(entry);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Waits for an entry.</summary>
    public async Task<AuditEntry> HeardAsync(string action)
    {
        await Eventually.HoldsAsync(() => Entries.Any(e => e.Action == action), $"the trail has {action}");
        return Entries.First(e => e.Action == action);
    }

    internal sealed class Hears(AuditMemory memory) : IEventHandler<AuditEntry>
    {
        public Task HandleAsync(Event<AuditEntry> e, CancellationToken cancellationToken) =>
            memory.AppendAsync(e.Data, cancellationToken);
    }
}
