namespace Monolith.Access.Keys;

/// <summary>A key as it is kept: everything but the key.</summary>
internal sealed record ApiKey
{
    /// <summary>The part of the key that is no secret. It names the key in lists and in the audit trail.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required string Tenant { get; init; }

    /// <summary>What it is for, in its maker's words.</summary>
    public string Name { get; init; } = "";

    /// <summary>Who comes in by it: a person's id or a service account's name. Null for a key that stands for itself.</summary>
    public KeyHolder? Holder { get; init; }

    /// <summary>The SHA-256 of the whole key, as hexadecimal digits. The key has 256 random bits, so nothing slower is needed.</summary>
    public required string Hash { get; init; }

    /// <summary>The roles of a key that stands for itself.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The permissions of a key that stands for itself, beside those of its roles. For a key of a holder: the most that it
    /// may do of what the holder may; null for all of that.</summary>
    public IReadOnlyList<string>? Permissions { get; init; }

    /// <summary>Which other tenants its requests may bring data of by naming them; <c>*</c> for all.</summary>
    public IReadOnlyList<string> OtherTenants { get; init; } = [];

    /// <summary>The networks that it may be used from, as <c>192.0.2.0/24</c>; any when there are none.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>When it ends by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How many requests it may make in a second; null for no bound.</summary>
    public int? RatePerSecond { get; init; }

    /// <summary>The key that it takes the place of.</summary>
    public string? Replaces { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>By whom.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Since when it opens nothing.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The name that the audit trail knows one by who comes in by a key that stands for itself.</summary>
    public string CallerName => $"key:{Id}";
}

/// <summary>Who comes in by a key.</summary>
/// <param name="Kind">What kind of holder.</param>
/// <param name="Id">The id of the person, or the name of the service account.</param>
internal sealed record KeyHolder(KeyHolderKind Kind, string Id);

/// <summary>What kind of holder a key has.</summary>
internal enum KeyHolderKind
{
    /// <summary>A person.</summary>
    Person,

    /// <summary>A service account of the key's tenant.</summary>
    ServiceAccount,
}
