using Monolith.Platform.Language;
using Monolith.Platform.Security;

namespace Monolith.Processing.Schemas;

/// <summary>Knows which fields say something about a person, by what the contracts of a tenant declare. Thread-safe.</summary>
internal interface IFieldClasses
{
    /// <summary>The fields of a service's records that are more than internal, or that a contract says what to do with. Costs no lock
    /// and no memory; the same list as long as the contract stays.</summary>
    IReadOnlyList<ClassifiedField> Of(TenantId tenant, ReadOnlySpan<byte> service);
}

/// <summary>A field that says something about a person.</summary>
/// <param name="Name">Its name in the contract.</param>
/// <param name="Field">The field.</param>
/// <param name="Class">How much it says.</param>
/// <param name="Action">What is done with it.</param>
/// <param name="TokenType">The kind of its tokens, where the contract names one.</param>
internal sealed record ClassifiedField(
    string Name,
    RecordField Field,
    PiiClass Class,
    FieldAction Action,
    string? TokenType
)
{
    /// <summary>The fields of a contract that are more than internal, or that it says what to do with.</summary>
    public static IReadOnlyList<ClassifiedField> Of(ContractDocument contract) =>
        [
            .. from field in contract.Fields
            where field.Value.Class > PiiClass.Internal || field.Value.Action is not null
            let action = field.Value.Action ?? ActionFor(field.Value.Class)
            select new ClassifiedField(
                field.Key,
                FieldNames.Field(field.Key),
                field.Value.Class,
                action,
                field.Value.TokenType
            ),
        ];

    private static FieldAction ActionFor(PiiClass pii) =>
        pii switch
        {
            PiiClass.Secret => FieldAction.Remove,
            PiiClass.Sensitive => FieldAction.Mask,
            PiiClass.Personal => FieldAction.Tokenize,
            _ => FieldAction.Keep,
        };
}
