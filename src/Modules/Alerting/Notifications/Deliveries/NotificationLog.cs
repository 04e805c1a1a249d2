using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Notifications.Deliveries;

/// <summary>Remembers in documents what receivers were told and what is on its way to them. Thread-safe.</summary>
internal sealed class NotificationLog(
    IDocumentStore documents,
    IOptions<NotificationOptions> options,
    TimeProvider clock
)
{
    private const string Kind = "notification-log";

    /// <summary>The name of what is known of one way of telling one receiver of one group.</summary>
    public static string IdOf(string tenant, IReadOnlyList<string> names) => $"{tenant}@{KeyOf(names, [])}";

    /// <summary>A short name for texts and bytes: the same for the same.</summary>
    public static string KeyOf(IReadOnlyList<string> texts, ReadOnlySpan<byte> bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(texts)); // as JSON, no text can pass for two
        hash.AppendData(bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    /// <summary>What is known.</summary>
    /// <returns>Null for nothing.</returns>
    public Task<Document<LogEntry>?> ReadAsync(string id, CancellationToken cancellationToken) =>
        documents.GetAsync<LogEntry>(Kind, id, cancellationToken);

    /// <summary>All that may not have been delivered when a process ended.</summary>
    public async Task<IReadOnlyList<Document<LogEntry>>> UnfinishedAsync(CancellationToken cancellationToken)
    {
        var unfinished = new List<Document<LogEntry>>();
        await foreach (var entry in documents.ListAllAsync<LogEntry>(Kind, cancellationToken))
        {
            if (entry.Value.Sending is not null)
            {
                unfinished.Add(entry);
            }
        }

        return unfinished;
    }

    /// <summary>Writes down that something is being sent, before it is.</summary>
    /// <returns>The entry as it stands now.</returns>
    /// <exception cref="DocumentConflictException">Another process writes it: this one is no longer the one that sends.</exception>
    public async Task<Document<LogEntry>> BeginAsync(
        string id,
        Document<LogEntry>? read,
        LogEntry entry,
        Delivery delivery,
        CancellationToken cancellationToken
    )
    {
        var changes = Write(id, read, entry);
        Write(changes, TenantOf(id), delivery);
        await documents.CommitAsync(changes, cancellationToken);
        return await ReadAsync(id, cancellationToken) ?? throw new DocumentConflictException(Kind, id);
    }

    /// <summary>Writes down what came of it.</summary>
    /// <exception cref="DocumentConflictException">Another process writes it.</exception>
    public Task EndAsync(
        Document<LogEntry> read,
        LogEntry entry,
        Delivery delivery,
        CancellationToken cancellationToken
    )
    {
        var tenant = TenantOf(read.Id);
        var changes = Write(read.Id, read, entry);
        Write(changes, tenant, delivery);
        if (delivery.Status == DeliveryStatus.Failed)
        {
            changes.Audit(Failure(tenant, delivery));
        }

        return documents.CommitAsync(changes, cancellationToken);
    }

    /// <summary>Writes down what a receiver knows, without having told it.</summary>
    /// <exception cref="DocumentConflictException">Another process writes it.</exception>
    public Task WriteAsync(
        string id,
        Document<LogEntry>? read,
        LogEntry entry,
        CancellationToken cancellationToken,
        TimeSpan? kept = null
    ) => documents.CommitAsync(Write(id, read, entry, kept), cancellationToken);

    /// <summary>Writes down a delivery that no entry belongs to.</summary>
    public Task WriteAsync(string tenant, Delivery delivery, CancellationToken cancellationToken)
    {
        var changes = new DocumentChanges();
        Write(changes, tenant, delivery);
        return documents.CommitAsync(changes, cancellationToken);
    }

    /// <summary>A tenant's deliveries, the latest first.</summary>
    public async Task<IReadOnlyList<Delivery>> DeliveriesAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var deliveries = new List<Delivery>();
        await foreach (var document in documents.ListAllAsync<Delivery>(DeliveryKind(tenant.Value), cancellationToken))
        {
            deliveries.Add(document.Value);
        }

        return [.. deliveries.OrderByDescending(d => d.StartedAt).ThenBy(d => d.Key, StringComparer.Ordinal)];
    }

    // A kind of its own for each tenant: there are many, and nobody waits for those of others to be read.
    private static string DeliveryKind(string tenant) => $"notification.{tenant}";

    private static string TenantOf(string id) => id[..id.IndexOf('@', StringComparison.Ordinal)];

    private DocumentChanges Write(string id, Document<LogEntry>? read, LogEntry entry, TimeSpan? kept = null)
    {
        kept ??= entry.Sending?.Kept ?? read?.Value.Sending?.Kept ?? options.Value.NotificationsKept;
        var changes = new DocumentChanges();
        return read is null ? changes.Add(Kind, id, entry, kept) : changes.Replace(Kind, id, entry, read.ETag, kept);
    }

    private void Write(DocumentChanges changes, string tenant, Delivery delivery) =>
        changes.Save(DeliveryKind(tenant), delivery.Key, delivery, options.Value.NotificationsKept);

    /// <summary>The id is that of the notification: tried again and again in vain, it is one fact.</summary>
    private AuditEntry Failure(string tenant, Delivery delivery) =>
        new()
        {
            Id = $"notification-failed.{delivery.Key}",
            Tenant = tenant,
            Time = clock.GetUtcNow(),
            Action = "alerting.notification.failed",
            Actor = Actor.System("alerting"),
            Target = new AuditTarget("receiver", delivery.Receiver),
            Outcome = AuditOutcome.Failed,
            Reason = delivery.Receipt,
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["integration"] = delivery.Integration,
                ["group"] = delivery.GroupKey,
                ["attempts"] = $"{delivery.Attempts}",
            },
        };
}
