using System.ComponentModel.DataAnnotations;
using Monolith.Platform.Settings;

namespace Monolith.Ingest.Quotas;

/// <summary>How much each key and each tenant may send. Section <c>Modules:Ingest:Quotas</c>. Off by default.</summary>
internal sealed class QuotaOptions : IValidatableObject
{
    /// <summary>Bytes of bodies, after decompression, that each key may send in a second; 0 for no bound. Beyond it requests get
    /// 429.</summary>
    [Range(0, long.MaxValue)]
    public long KeyBytesPerSecond { get; init; }

    /// <summary>Records that each key may send in a second; 0 for no bound.</summary>
    [Range(0, long.MaxValue)]
    public long KeyRecordsPerSecond { get; init; }

    /// <summary>Bytes that may come for each tenant in a second, by all keys together; 0 for no bound.</summary>
    [Range(0, long.MaxValue)]
    public long TenantBytesPerSecond { get; init; }

    /// <summary>Records that may come for each tenant in a second; 0 for no bound.</summary>
    [Range(0, long.MaxValue)]
    public long TenantRecordsPerSecond { get; init; }

    /// <summary>What was not used is saved up for so long: after a rest, what comes in this time may come at once.</summary>
    [TimeRange("00:00:00.100", "01:00:00")]
    public TimeSpan Burst { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Quotas of single keys, by name, in place of those of all keys.</summary>
    public IReadOnlyDictionary<string, QuotaRate> Keys { get; init; } =
        new Dictionary<string, QuotaRate>(StringComparer.Ordinal);

    /// <summary>Quotas of single tenants, by name, in place of those of all tenants.</summary>
    public IReadOnlyDictionary<string, QuotaRate> Tenants { get; init; } =
        new Dictionary<string, QuotaRate>(StringComparer.Ordinal);

    /// <summary>How many tenants are told apart at once. Those beyond share one quota until others have been quiet for a while:
    /// keys may name any tenant, and each takes memory.</summary>
    [Range(1, 1_000_000)]
    public int MaxTenants { get; init; } = 10_000;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Keys.Select(q => (Name: $"Keys:{q.Key}", Rate: q.Value))
            .Concat(Tenants.Select(q => (Name: $"Tenants:{q.Key}", Rate: q.Value)))
            .Where(q => !q.Rate.IsValid)
            .Select(q => new ValidationResult($"Modules:Ingest:Quotas:{q.Name} must not be negative."));
}
