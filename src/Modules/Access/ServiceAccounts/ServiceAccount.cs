namespace Monolith.Access.ServiceAccounts;

/// <summary>A program that comes in by keys or tokens of its own. It is of one tenant.</summary>
internal sealed record ServiceAccount
{
    /// <summary>Whose it is.</summary>
    public required string Tenant { get; init; }

    /// <summary>Its name, which no other service account of the tenant has.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>The names of its roles.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Whether every door is shut to it.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>The name that the audit trail knows it by. People's have an <c>@</c>, so that none passes for the other.</summary>
    public string CallerName => NameOf(Name);

    /// <summary>The name that the audit trail knows the service account of this name by.</summary>
    public static string NameOf(string name) => $"service-account:{name}";
}
