using System.IO.Enumeration;

namespace Monolith.Platform.Security;

/// <summary>Knows what each tenant may use, where somebody has said so. Thread-safe; asked for each request, so it answers from memory.</summary>
public interface ITenantPlans
{
    /// <summary>The tenant's plan; <see cref="TenantPlan.AsConfigured"/> when it has none.</summary>
    TenantPlan Of(TenantId tenant);
}

/// <summary>What a tenant may use. What is null is as the configuration says for everybody.</summary>
public sealed record TenantPlan
{
    /// <summary>Nothing of its own.</summary>
    public static readonly TenantPlan AsConfigured = new();

    /// <summary>For how many days records are kept, where their stream does not say otherwise.</summary>
    public int? RetentionDays { get; init; }

    /// <summary>Bytes of bodies, after decompression, that may come in a second; 0 for no bound.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>Records that may come in a second; 0 for no bound.</summary>
    public long? RecordsPerSecond { get; init; }

    /// <summary>The share of records that is kept, above 0 and at most 1.</summary>
    public double? SampleRate { get; init; }

    /// <summary>Patterns of the hosts that records may be forwarded to, <c>*</c> for any characters; none at all when the list is empty.</summary>
    public IReadOnlyList<string>? Destinations { get; init; }

    /// <summary>Whether records may be forwarded to a host.</summary>
    public bool Allows(string host) =>
        Destinations?.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, host)) ?? true;
}
