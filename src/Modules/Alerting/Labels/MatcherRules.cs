using FluentValidation;

namespace Monolith.Alerting.Labels;

/// <summary>What a matcher must be to be kept.</summary>
internal sealed class MatcherRules : AbstractValidator<Matcher>
{
    // Forty letters are enough to tell a pattern that is slow on everything.
    private static readonly string Probe = new('a', 40);

    public MatcherRules()
    {
        RuleFor(m => m.Name).NotEmpty().MaximumLength(Matcher.MaxNameLength);
        RuleFor(m => m.Value).NotNull().MaximumLength(Matcher.MaxValueLength);
        RuleFor(m => m)
            .Custom(
                (matcher, context) =>
                {
                    if (Fault(matcher) is { } fault)
                    {
                        context.AddFailure(nameof(Matcher.Value), $"The regular expression cannot be used: {fault}");
                    }
                }
            );
    }

    private static string? Fault(Matcher matcher)
    {
        if (matcher.Value is not { Length: <= Matcher.MaxValueLength })
        {
            return null; // told by the rule above
        }

        try
        {
            _ = matcher.Compile()(Probe);
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }
}
