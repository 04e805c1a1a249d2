using System.Text.Json;
using Monolith.Platform.Documents;

namespace Monolith.Processing.Schemas;

/// <summary>Reads contracts as people write them: YAML or JSON.</summary>
internal static class ContractReader
{
    private static readonly ContractRules Rules = new();

    /// <summary>The contract that a text is.</summary>
    /// <exception cref="FormatException">It is none. The message says where and why.</exception>
    public static ContractDocument Parse(string text)
    {
        var documents = YamlDocuments.Parse(text);
        if (documents.Count != 1)
        {
            throw new FormatException("There must be one contract in it.");
        }

        try
        {
            return DocumentJson.Read<ContractDocument>(documents[0]);
        }
        catch (JsonException wrong)
        {
            throw new FormatException(wrong.Message, wrong);
        }
    }

    /// <summary>What is wrong with a contract: where, and what would be right.</summary>
    public static IReadOnlyList<(string Place, string Message)> Faults(ContractDocument contract) =>
        [.. Rules.Validate(contract).Errors.Select(fault => (fault.PropertyName, fault.ErrorMessage))];
}
