using FluentValidation;
using Monolith.Platform.Security;

namespace Monolith.Audit.Events;

/// <summary>What must hold of an event before the trail takes it.</summary>
internal sealed class DomainRules : AbstractValidator<DomainEvent>
{
    private const int MaxName = 64;
    private const int MaxText = 500;
    private const int MaxValue = 1000;
    private const int MaxChanges = 50;
    private const int HashDigits = 64;
    private static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);

    public DomainRules(TimeProvider clock)
    {
        RuleFor(e => e.Id)
            .Must(TenantId.IsName)
            .OverridePropertyName("id")
            .WithMessage($"id has up to {MaxName} letters, digits, '-', '_' or '.'.");
        RuleFor(e => e.Time)
            .Must(time => time <= clock.GetUtcNow() + MaxAhead)
            .OverridePropertyName("time")
            .WithMessage("time is not yet.");
        RuleFor(e => e.Action)
            .Must(action => DomainActions.NeedsOf(action) is not null)
            .OverridePropertyName("action")
            .WithMessage($"'{{PropertyValue}}' is none of the actions: {string.Join(", ", DomainActions.All)}.");
        Text(e => e.Actor.Id, "actor.id", MaxText);
        RuleForEach(e => e.Actor.Roles)
            .Must(role => role is { Length: > 0 and <= MaxName })
            .OverridePropertyName("actor.roles")
            .WithMessage($"A role has 1 to {MaxName} characters.");
        Text(e => e.Target.Type, "target.type", MaxName);
        Text(e => e.Target.Id, "target.id", MaxText);
        Text(e => e.Source.Service, "source.service", MaxName);
        RuleFor(e => e.Source.Version).MaximumLength(MaxName).OverridePropertyName("source.version");
        RuleFor(e => e.CorrelationId).MaximumLength(MaxText).OverridePropertyName("correlation_id");
        RuleFor(e => e.Reason).MaximumLength(MaxText).OverridePropertyName("reason");
        RuleFor(e => e.Subject).MaximumLength(MaxText).OverridePropertyName("subject");
        RuleFor(e => e.ModelVersion).MaximumLength(MaxName).OverridePropertyName("model_version");
        RuleFor(e => e.Score)
            .Must(score => score is null or (>= 0 and <= 1))
            .OverridePropertyName("score")
            .WithMessage("score is from 0 to 1.");
        RuleFor(e => e.EvidenceSha256)
            .Must(hash => hash is null || (hash.Length == HashDigits && hash.All(char.IsAsciiHexDigitLower)))
            .OverridePropertyName("evidence_sha256")
            .WithMessage($"evidence_sha256 has {HashDigits} digits of 0-9 and a-f.");
        RuleFor(e => e.Changes)
            .Must(changes => changes is null || changes.Count <= MaxChanges)
            .OverridePropertyName("changes")
            .WithMessage($"There may be {MaxChanges} changes.");
        RuleForEach(e => e.Changes)
            .Must(change =>
                change.Field is { Length: > 0 and <= MaxName }
                && (change.Before ?? "").Length <= MaxValue
                && (change.After ?? "").Length <= MaxValue
                && change.Before != change.After
            )
            .OverridePropertyName("changes")
            .WithMessage(
                $"A change has a field of 1 to {MaxName} characters, and before and after of up to {MaxValue}, which differ."
            );
        RuleFor(e => e.Subject)
            .NotEmpty()
            .When(e => (e.Changes ?? []).Any(change => change.Class == ValueClass.Personal))
            .OverridePropertyName("subject")
            .WithMessage("A change of class personal needs the subject whose value it is.");

        Needs(DomainNeeds.Subject, "subject", e => !string.IsNullOrWhiteSpace(e.Subject), "the person it concerns");
        Needs(DomainNeeds.Reason, "reason", e => !string.IsNullOrWhiteSpace(e.Reason), "a reason");
        Needs(DomainNeeds.Changes, "changes", e => e.Changes is { Count: > 0 }, "what was before and after");
        Needs(DomainNeeds.Model, "model_version", e => !string.IsNullOrEmpty(e.ModelVersion), "the model's version");
        Needs(DomainNeeds.Model, "score", e => e.Score is not null, "how sure the model was, from 0 to 1");
        Needs(DomainNeeds.Evidence, "evidence_sha256", e => e.EvidenceSha256 is not null, "the hash of the evidence");
    }

    private void Text(System.Linq.Expressions.Expression<Func<DomainEvent, string>> of, string name, int max) =>
        RuleFor(of)
            .Must(text => text.Length > 0 && text.Length <= max)
            .OverridePropertyName(name)
            .WithMessage($"{name} has 1 to {max} characters.");

    private void Needs(DomainNeeds need, string name, Func<DomainEvent, bool> isThere, string what) =>
        RuleFor(e => e)
            .Must(isThere)
            .When(e => DomainActions.NeedsOf(e.Action)?.HasFlag(need) == true)
            .OverridePropertyName(name)
            .WithMessage(e => $"{e.Action} needs {name}: {what}.");
}
