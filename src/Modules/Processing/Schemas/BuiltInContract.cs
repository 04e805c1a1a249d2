namespace Monolith.Processing.Schemas;

/// <summary>The contract of the mandatory fields: it holds for who has published no other. What is wrong is marked, what is merely not
/// there is not: most loggers have no request to name, and a mark on each of their records would tell nobody anything.</summary>
internal static class BuiltInContract
{
    /// <summary>Its name, which no tenant's contract may have.</summary>
    public const string Name = "monolith.mandatory";

    // Ids are compared and carried through links; what is longer is none.
    private const int MaxId = 256;

    public static ContractDocument Document { get; } =
        new(
            Name,
            "1.0.0",
            new Dictionary<string, ContractField>(StringComparer.Ordinal)
            {
                ["timestamp"] = new() { Type = FieldType.Time },
                ["log_level"] = new() { Type = FieldType.Level },
                ["service_name"] = new() { MaxLength = MaxId },
                ["correlation_id"] = new() { MaxLength = MaxId },
                ["tenant_id"] = new(),
                ["user_id"] = new()
                {
                    MaxLength = MaxId,
                    Class = PiiClass.Personal,
                    Action = FieldAction.Tokenize,
                    TokenType = "user",
                },
                ["request_id"] = new() { MaxLength = MaxId },
                ["duration_ms"] = new() { Type = FieldType.Number, Min = 0 },
            }
        )
        {
            Description = "The mandatory fields, as Monolith keeps them.",
        };

    public static CompiledContract Compiled { get; } = new(Document);
}
