namespace Monolith.Access.Contracts;

/// <summary>Makes keys for who has the machine and its data, and so needs nobody's leave.</summary>
public interface IKeyMaker
{
    /// <summary>Makes a key, and tells the audit trail of it.</summary>
    /// <returns>The key. It is nowhere else.</returns>
    Task<string> MakeAsync(KeyWish wish, CancellationToken cancellationToken);
}

/// <summary>A key as it is wished for.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="Tenant">Whose it is; null for the installation's own tenant.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
public sealed record KeyWish(
    string Name,
    IReadOnlyList<string> Roles,
    string? Tenant = null,
    DateTimeOffset? ExpiresAt = null
);
