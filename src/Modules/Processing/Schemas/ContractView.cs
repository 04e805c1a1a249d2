namespace Monolith.Processing.Schemas;

/// <summary>A contract, as answers show it.</summary>
/// <param name="Contract">Its name.</param>
/// <param name="Published">The version that holds; null when none does yet.</param>
/// <param name="Versions">Its versions, in the order in which they were saved.</param>
internal sealed record ContractView(string Contract, string? Published, IReadOnlyList<SavedVersion> Versions)
{
    public static ContractView Of(KnownContract contract) =>
        new(contract.Name, contract.State.Published, contract.State.Versions);
}
