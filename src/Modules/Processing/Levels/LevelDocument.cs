using FluentValidation;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Levels;

/// <summary>How bad a record must be to be kept, by who wrote it and where. The first rule that fits counts; where none does, all
/// are kept.</summary>
/// <param name="Rules">In order.</param>
internal sealed record LevelDocument(IReadOnlyList<LevelRule> Rules);

/// <summary>One rule.</summary>
/// <param name="Minimum">The least severity that is kept: trace, debug, info, warn, error or fatal.</param>
/// <param name="Service">Of which services; <c>*</c> stands for any characters. All without it.</param>
/// <param name="Environment">In which environments (<c>deployment.environment.name</c>). All without it.</param>
internal sealed record LevelRule(string Minimum, string? Service = null, string? Environment = null);

/// <summary>What may be said of levels.</summary>
internal sealed class LevelDocumentRules : AbstractValidator<LevelDocument>
{
    private const int MaxRules = 200;
    private const int MaxPattern = 200;

    public LevelDocumentRules()
    {
        RuleFor(levels => levels.Rules)
            .Must(rules => rules.Count <= MaxRules && rules.All(rule => rule is not null))
            .WithMessage($"There may be {MaxRules} rules, none of them null.");
        RuleForEach(levels => levels.Rules)
            .ChildRules(rule =>
            {
                rule.RuleFor(r => r.Minimum)
                    .Must(name => SeverityOf(name) != SeverityNumber.Unspecified)
                    .WithMessage("minimum must be trace, debug, info, warn, error or fatal.");
                rule.RuleFor(r => r.Service).Length(1, MaxPattern);
                rule.RuleFor(r => r.Environment).Length(1, MaxPattern);
            });
    }

    /// <summary>What a name means; unspecified when nothing.</summary>
    public static SeverityNumber SeverityOf(string? name) =>
        SeverityNames.Parse(System.Text.Encoding.UTF8.GetBytes(name ?? ""));
}
