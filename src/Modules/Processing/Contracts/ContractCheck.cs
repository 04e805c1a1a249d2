using Monolith.Processing.Schemas;

namespace Monolith.Processing.Contracts;

/// <summary>What a check of a contract found.</summary>
/// <param name="Name">The contract and its version, as far as it could be read.</param>
/// <param name="Faults">What is wrong with it: where, and what would be right.</param>
/// <param name="Breaks">What it breaks of the promises of the version that it was compared with, and must not.</param>
/// <param name="Notes">What else it breaks, and may.</param>
public sealed record ContractReport(
    string Name,
    IReadOnlyList<string> Faults,
    IReadOnlyList<string> Breaks,
    IReadOnlyList<string> Notes
);

/// <summary>Checks contracts where they are written: on the machines of other teams, before anything is published.</summary>
public static class ContractCheck
{
    /// <summary>Checks a contract, and if there is an older version what it changes of it.</summary>
    /// <param name="text">The contract: YAML or JSON.</param>
    /// <param name="against">The older version; null for none.</param>
    /// <exception cref="FormatException">The older version is no contract.</exception>
    public static ContractReport Run(string text, string? against)
    {
        ContractDocument contract;
        try
        {
            contract = ContractReader.Parse(text);
        }
        catch (FormatException wrong)
        {
            return new ContractReport("?", [wrong.Message], [], []);
        }

        var name = $"{contract.Contract} {contract.Version}";
        var faults = ContractReader.Faults(contract).Select(fault => $"{fault.Place}: {fault.Message}").ToList();
        if (faults.Count > 0 || against is null)
        {
            return new ContractReport(name, faults, [], []);
        }

        var before = ContractReader.Parse(against);
        var forbidden = ContractChanges.Forbidden(before, contract);
        return new ContractReport(
            name,
            VersionFaults(before, contract),
            [.. forbidden.Select(Line)],
            [.. ContractChanges.Between(before, contract).Except(forbidden).Select(Line)]
        );
    }

    private static string Line(ContractChange change) =>
        $"{change.Field} {change.What} ({change.Breaks.ToString().ToLowerInvariant()})";

    private static IReadOnlyList<string> VersionFaults(ContractDocument before, ContractDocument after) =>
        before.Contract != after.Contract
            ? [$"contract: it is {after.Contract}, and the older version {before.Contract}."]
        : !ContractVersion.TryParse(before.Version, out var old) ? ["version: the older one has none."]
        : ContractVersion.TryParse(after.Version, out var now) && now.IsAfter(old) ? []
        : [$"version: {after.Version} must be above {before.Version}."];
}
