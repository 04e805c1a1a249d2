using Monolith.Platform.Language;
using Monolith.Platform.Security;
using Monolith.Processing.Redaction.Tokens;

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
/// <param name="Kind">The kind of its tokens.</param>
internal sealed record ClassifiedField(
    string Name,
    RecordField Field,
    PiiClass Class,
    FieldAction Action,
    TokenKind Kind
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
                KindOf(field.Value)
            ),
        ];

    private static TokenKind KindOf(ContractField field) =>
        field.TokenType is { } name ? TokenKind.Of(name)
        : field.Class == PiiClass.Secret ? TokenKind.Secret
        : TokenKind.User;

    private static FieldAction ActionFor(PiiClass pii) =>
        pii switch
        {
            PiiClass.Secret => FieldAction.Remove,
            PiiClass.Sensitive => FieldAction.Mask,
            PiiClass.Personal => FieldAction.Tokenize,
            _ => FieldAction.Keep,
        };
}
