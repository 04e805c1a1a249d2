using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Monolith.Healing.Policies;

/// <summary>A policy in an answer: what a request may say, and what is known besides.</summary>
[method: SetsRequiredMembers]
internal sealed record PolicyView(KnownPolicy Known, PolicyHealth Health) : Policy(Known.Policy)
{
    [JsonIgnore]
    public KnownPolicy Known { get; } = Known;

    [JsonIgnore]
    public PolicyHealth Health { get; } = Health;

    /// <summary>The file that it is kept in; null for one that came by the API.</summary>
    public string? File => Known.File;

    /// <summary>How many runs in a row acted and did not heal.</summary>
    public int Failures => Health.Failures;

    /// <summary>Since when it does nothing because of them; null when it works.</summary>
    public DateTimeOffset? SuspendedAt => Health.SuspendedAt;
}
