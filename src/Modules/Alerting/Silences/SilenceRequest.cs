using FluentValidation;
using Monolith.Alerting.Labels;

namespace Monolith.Alerting.Silences;

/// <summary>What a caller says of a silence. Who wants it is not said: that is the caller.</summary>
/// <param name="Matchers">Which alerts: those that meet all.</param>
/// <param name="EndsAt">Until when.</param>
/// <param name="Comment">Why.</param>
/// <param name="StartsAt">From when; now, when it is left out or past.</param>
internal sealed record SilenceRequest(
    IReadOnlyList<Matcher> Matchers,
    DateTimeOffset EndsAt,
    string Comment,
    DateTimeOffset? StartsAt = null
);

/// <summary>What a silence must be to be kept.</summary>
internal sealed class SilenceRules : AbstractValidator<SilenceRequest>
{
    private const int MaxMatchers = 20;
    private const int MaxCommentLength = 500;
    private static readonly LabelSet NoLabels = new([]);

    public SilenceRules(TimeProvider clock)
    {
        RuleFor(s => s.Matchers).NotEmpty().Must(m => m.Count <= MaxMatchers);
        RuleForEach(s => s.Matchers).NotNull().SetValidator(new MatcherRules());
        RuleFor(s => s.Matchers)
            .Must(SaysSomething)
            .When(s => s.Matchers.All(m => new MatcherRules().Validate(m).IsValid))
            .WithMessage(
                "At least one matcher must not match the empty value: the silence would hold back everything."
            );
        RuleFor(s => s.EndsAt)
            .Must((s, end) => end > (s.StartsAt ?? DateTimeOffset.MinValue))
            .WithMessage("It must end after it starts.");
        RuleFor(s => s.EndsAt).Must(end => end > clock.GetUtcNow()).WithMessage("It must end in the future.");
        RuleFor(s => s.Comment).NotEmpty().MaximumLength(MaxCommentLength);
    }

    private static bool SaysSomething(IReadOnlyList<Matcher> matchers) =>
        matchers.Count == 0 || matchers.Any(m => !new MatcherSet([m]).Matches(NoLabels));
}
