using FluentValidation;

namespace Monolith.Access.People;

/// <summary>What may be said of a person.</summary>
internal sealed class PersonRules : AbstractValidator<PersonBody>
{
    private const int MaxEmail = 254;
    private const int MaxName = 200;
    private const int MaxIdentities = 10;
    private const int MaxIdentity = 500;

    public PersonRules()
    {
        RuleFor(p => p.Email)
            .Must(email => email is null || (email.Length <= MaxEmail && IsEmail(Person.Normal(email))))
            .OverridePropertyName("email")
            .WithMessage("email must be an address, as name@example.com.");
        RuleFor(p => p.Name).MaximumLength(MaxName).OverridePropertyName("name");
        RuleFor(p => p.Identities)
            .Must(all => all is null || (all.Count <= MaxIdentities && all.All(IsIdentity)))
            .OverridePropertyName("identities")
            .WithMessage($"There may be {MaxIdentities} identities, each with issuer and subject.");
    }

    private static bool IsEmail(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0
            && at < text.Length - 1
            && at == text.LastIndexOf('@')
            && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));
    }

    private static bool IsIdentity(OutsideIdentity identity) =>
        identity is { Issuer.Length: > 0 and <= MaxIdentity, Subject.Length: > 0 and <= MaxIdentity };
}
