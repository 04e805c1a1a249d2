namespace Monolith.Access.Keys;

/// <summary>A key as it is wished for.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Holder">Who comes in by it; a key without one stands for itself.</param>
/// <param name="Roles">The roles of a key that stands for itself.</param>
/// <param name="Permissions">The permissions of a key that stands for itself, or the most that a holder's key may do.</param>
/// <param name="OtherTenants">Which other tenants its requests may bring data of; <c>*</c> for all.</param>
/// <param name="Networks">Where it may be used from, as <c>192.0.2.0/24</c>.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="RatePerSecond">How many requests it may make in a second.</param>
internal sealed record KeyBody(
    string Name,
    KeyHolder? Holder = null,
    IReadOnlyList<string>? Roles = null,
    IReadOnlyList<string>? Permissions = null,
    IReadOnlyList<string>? OtherTenants = null,
    IReadOnlyList<string>? Networks = null,
    DateTimeOffset? ExpiresAt = null,
    int? RatePerSecond = null
);

/// <summary>A key, as it is shown.</summary>
internal sealed record KeyView
{
    /// <summary>The key itself: said once, when it is made.</summary>
    public string? Key { get; init; }

    /// <summary>The part of the key that is no secret.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for.</summary>
    public required string Name { get; init; }

    /// <summary>Who comes in by it; a key without one stands for itself.</summary>
    public KeyHolder? Holder { get; init; }

    /// <summary>The roles of a key that stands for itself.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Its permissions, or the most that a holder's key may do.</summary>
    public IReadOnlyList<string>? Permissions { get; init; }

    /// <summary>Which other tenants its requests may bring data of.</summary>
    public required IReadOnlyList<string> OtherTenants { get; init; }

    /// <summary>Where it may be used from; anywhere when there are none.</summary>
    public required IReadOnlyList<string> Networks { get; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How many requests it may make in a second.</summary>
    public int? RatePerSecond { get; init; }

    /// <summary>The key that it takes the place of.</summary>
    public string? Replaces { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>By whom.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Since when it opens nothing.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>When it was last used, to the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    public static KeyView Of(ApiKey key) =>
        new()
        {
            Id = key.Id,
            Name = key.Name,
            Holder = key.Holder,
            Roles = key.Roles,
            Permissions = key.Permissions,
            OtherTenants = key.OtherTenants,
            Networks = key.Networks,
            ExpiresAt = key.ExpiresAt,
            RatePerSecond = key.RatePerSecond,
            Replaces = key.Replaces,
            CreatedAt = key.CreatedAt,
            CreatedBy = key.CreatedBy,
            RevokedAt = key.RevokedAt,
        };
}
