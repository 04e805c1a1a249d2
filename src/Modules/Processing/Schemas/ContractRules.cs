using System.Text.RegularExpressions;
using FluentValidation;
using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Schemas;

/// <summary>What may be said in a contract.</summary>
internal sealed partial class ContractRules : AbstractValidator<ContractDocument>
{
    private const int MaxFields = 500;
    private const int MaxName = 200;
    private const int MaxAllowed = 1_000;
    private const int MaxPattern = 512;

    private static readonly TimeSpan CompileTime = TimeSpan.FromSeconds(1);

    public ContractRules()
    {
        RuleFor(c => c.Contract)
            .Must(name => Names().IsMatch(name))
            .WithMessage("contract must be a name of at most 64 lower-case letters, digits, -, _ and dots.");
        RuleFor(c => c.Version)
            .Must(version => ContractVersion.TryParse(version, out _))
            .WithMessage("version must be MAJOR.MINOR.PATCH, as 1.0.0.");
        RuleFor(c => c.Service).Length(1, MaxName);
        RuleFor(c => c.Fields)
            .Must(fields => fields.Count is > 0 and <= MaxFields)
            .WithMessage($"There must be 1 to {MaxFields} fields.");
        RuleFor(c => c).Custom((contract, context) => CheckFields(contract, context.AddFailure));
        RuleFor(c => c).Custom((contract, context) => CheckUpgrades(contract, context.AddFailure));
    }

    /// <summary>Whether a text is the name of a contract.</summary>
    public static bool IsName(string text) => Names().IsMatch(text);

    private static void CheckFields(ContractDocument contract, Action<string, string> fail)
    {
        foreach (var (name, field) in contract.Fields)
        {
            var place = $"fields.{name}";
            if (name.Length is 0 or > MaxName)
            {
                fail(place, $"A name has 1 to {MaxName} characters.");
            }
            else if (field is null)
            {
                fail(place, "Say at least its type: {type: string}.");
            }
            else
            {
                CheckField(place, field, fail);
            }
        }

        foreach (var name in contract.Required.Where(name => !FieldNames.AreKnown(name, contract.Fields)))
        {
            fail("required", $"{name} is required, but is not among the fields.");
        }
    }

    private static void CheckField(string place, ContractField field, Action<string, string> fail)
    {
        if (field.Pattern is { } pattern && !IsPattern(pattern))
        {
            fail(
                $"{place}.pattern",
                $"The pattern must be a regular expression of at most {MaxPattern} characters, without looking ahead or back."
            );
        }

        if (field.Allowed is { } allowed && (allowed.Count is 0 or > MaxAllowed || allowed.Any(string.IsNullOrEmpty)))
        {
            fail($"{place}.allowed", $"There must be 1 to {MaxAllowed} values, none of them empty.");
        }

        var isNumber = field.Type is FieldType.Int or FieldType.Number;
        if (!isNumber && (field.Min ?? field.Max) is not null)
        {
            fail(place, "min and max are for int and number.");
        }

        if (field.Min > field.Max)
        {
            fail(place, "min must not be above max.");
        }

        if (field.MaxLength < 1)
        {
            fail($"{place}.max_length", "max_length must be 1 at least.");
        }

        if (field.TokenType is { } kind && !TokenKind.IsName(kind))
        {
            fail($"{place}.token_type", "token_type must be small letters, digits and _, a letter first.");
        }

        if (field is { Class: PiiClass.Secret, Action: FieldAction.Keep or FieldAction.Scan })
        {
            fail($"{place}.action", "A secret must not be kept: mask, remove, hash, tokenize or encrypt it.");
        }
    }

    private static void CheckUpgrades(ContractDocument contract, Action<string, string> fail)
    {
        var froms = contract.Upgrades.Select(upgrade => upgrade.From).ToList();
        if (froms.Any(from => from >= contract.SchemaVersion) || froms.Distinct().Count() < froms.Count)
        {
            fail("upgrades", "Each upgrade begins with another version below schema_version.");
        }
    }

    // Contracts are written by many: an expression must cost time in proportion to the text, whatever the text.
    private static bool IsPattern(string pattern)
    {
        try
        {
            return pattern.Length <= MaxPattern
                && new Regex(pattern, RegexOptions.NonBacktracking, CompileTime) is not null;
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9\-_.]{0,63}\z", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Names();
}
