namespace Monolith.Access.ServiceAccounts;

/// <summary>What a service account is, as it is written.</summary>
/// <param name="Roles">The names of its roles.</param>
/// <param name="Description">What it is for.</param>
/// <param name="IsDisabled">Whether every door is shut to it.</param>
internal sealed record ServiceAccountBody(
    IReadOnlyList<string> Roles,
    string? Description = null,
    bool IsDisabled = false
);

/// <summary>A service account, as it is shown.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Roles">The names of its roles.</param>
/// <param name="IsDisabled">Whether every door is shut to it.</param>
internal sealed record ServiceAccountView(string Name, string Description, IReadOnlyList<string> Roles, bool IsDisabled)
{
    public static ServiceAccountView Of(ServiceAccount account) =>
        new(account.Name, account.Description, account.Roles, account.IsDisabled);
}
