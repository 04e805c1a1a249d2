using FluentValidation;
using Monolith.Healing.Actions;
using Monolith.Platform.Language;

namespace Monolith.Healing.Policies;

/// <summary>What a policy must be, whether it comes by the API or from a file.</summary>
internal sealed class PolicyValidator : AbstractValidator<Policy>
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly string[] Days = [.. Enum.GetNames<DayOfWeek>()];

    public PolicyValidator(IEnumerable<IHealingAction> actions)
    {
        var known = actions.ToDictionary(action => action.Name, StringComparer.Ordinal);
        RuleFor(p => p.Id)
            .Must(IsId)
            .OverridePropertyName("id")
            .WithMessage("id must be 1 to 64 letters, digits, '-', '_' or '.'.");
        RuleFor(p => p.Name).MaximumLength(200).OverridePropertyName("name");
        RuleFor(p => p.Matchers)
            .NotEmpty()
            .OverridePropertyName("matchers")
            .WithMessage("matchers must hold one or more: a policy for every alert there is would be a mistake.");
        RuleForEach(p => p.Matchers)
            .Must(text => AlertMatcher.TryParse(text, out _))
            .OverridePropertyName("matchers")
            .WithMessage("'{PropertyValue}' is no matcher: write severity=\"critical\", or =~, != and !~.");
        RuleFor(p => p.Action)
            .Must(name => name is not null && known.ContainsKey(name))
            .OverridePropertyName("action")
            .WithMessage($"action must be one of {string.Join(", ", known.Keys.Order(StringComparer.Ordinal))}.");
        RuleFor(p => p)
            .Custom(
                (policy, context) =>
                {
                    var mistakes = known.GetValueOrDefault(policy.Action ?? "")?.FindMistakes(policy.Parameters) ?? [];
                    foreach (var mistake in mistakes)
                    {
                        context.AddFailure("parameters", mistake);
                    }
                }
            );
        RuleFor(p => p).Custom((policy, context) => CheckTemplates(policy, context.AddFailure));
        RuleFor(p => p.Target).NotNull().OverridePropertyName("target");
        Limits();
        People();
        Times();
    }

    /// <summary>Whether this can be the id of a policy.</summary>
    public static bool IsId(string? id) =>
        id is { Length: > 0 and <= 64 } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private void Limits()
    {
        Whole(p => p.Limits.Concurrent, "limits.concurrent", 1, 100);
        Whole(p => p.Limits.PerHour, "limits.perHour", 1, 60);
        Whole(p => p.Limits.PerTargetPerHour, "limits.perTargetPerHour", 1, 60);
        Whole(p => p.Limits.Targets, "limits.targets", 1, 100);
        RuleFor(p => p.Limits.MinReadyShare)
            .InclusiveBetween(0, 1)
            .OverridePropertyName("limits.minReadyShare")
            .WithMessage("limits.minReadyShare must be from 0 to 1.");
        Lasts(p => p.Cooldown.Base, "cooldown.base", TimeSpan.Zero, Hour * 12);
        Lasts(p => p.Cooldown.Max, "cooldown.max", TimeSpan.Zero, Hour * 12);
        Lasts(p => p.Cooldown.ResetAfter, "cooldown.resetAfter", TimeSpan.Zero, Hour * 12);
        RuleFor(p => p.Cooldown.Factor)
            .InclusiveBetween(1, 100)
            .OverridePropertyName("cooldown.factor")
            .WithMessage("cooldown.factor must be from 1 to 100.");
        Whole(p => p.Flapping.Firings, "flapping.firings", 2, 100);
        Lasts(p => p.Flapping.Window, "flapping.window", Minute, Day);
        Lasts(p => p.Flapping.Quarantine, "flapping.quarantine", Minute, Day);
        Whole(p => p.Breaker.Failures, "breaker.failures", 1, 100);
    }

    private void People()
    {
        Whole(p => p.Approval.Required, "approval.required", 1, 2);
        Lasts(p => p.Approval.Timeout, "approval.timeout", Minute, Day);
        Lasts(p => p.Verification.InitialDelay, "verification.initialDelay", TimeSpan.Zero, Hour);
        Lasts(p => p.Verification.Interval, "verification.interval", TimeSpan.FromSeconds(1), Hour);
        Whole(p => p.Verification.Count, "verification.count", 1, 100);
        Whole(p => p.Verification.ConsecutiveSuccess, "verification.consecutiveSuccess", 1, 100);
        Whole(p => p.Verification.FailureLimit, "verification.failureLimit", 0, 100);
        Whole(p => p.Verification.InconclusiveLimit, "verification.inconclusiveLimit", 0, 100);
        Whole(p => p.Verification.ConsecutiveErrorLimit, "verification.consecutiveErrorLimit", 0, 100);
        RuleFor(p => p.Verification)
            .Must(v => v.ConsecutiveSuccess <= v.Count)
            .OverridePropertyName("verification.consecutiveSuccess")
            .WithMessage("verification.consecutiveSuccess must not be more than verification.count.");
    }

    private void Times()
    {
        RuleForEach(p => p.Maintenance)
            .Must(window => MaintenanceWindow.IsClock(window.From) && MaintenanceWindow.IsClock(window.To))
            .OverridePropertyName("maintenance")
            .WithMessage("from and to must be times such as 22:00.");
        RuleForEach(p => p.Maintenance)
            .Must(window => TimeZoneInfo.TryFindSystemTimeZoneById(window.TimeZone, out _))
            .OverridePropertyName("maintenance")
            .WithMessage("timeZone must be a name such as Europe/Berlin.");
        RuleForEach(p => p.Maintenance)
            .Must(window => (window.Days ?? []).All(day => Days.Contains(day, StringComparer.OrdinalIgnoreCase)))
            .OverridePropertyName("maintenance")
            .WithMessage("days must be names such as saturday.");
        RuleForEach(p => p.Freezes)
            .Must(freeze => freeze.From < freeze.To)
            .OverridePropertyName("freezes")
            .WithMessage("from must be before to.");
    }

    private void Whole(System.Linq.Expressions.Expression<Func<Policy, int>> number, string name, int from, int to) =>
        RuleFor(number)
            .InclusiveBetween(from, to)
            .OverridePropertyName(name)
            .WithMessage($"{name} must be from {from} to {to}.");

    private void Lasts(
        System.Linq.Expressions.Expression<Func<Policy, PromDuration>> duration,
        string name,
        TimeSpan from,
        TimeSpan to
    ) =>
        RuleFor(duration)
            .Must(d => d.Value >= from && d.Value <= to)
            .OverridePropertyName(name)
            .WithMessage($"{name} must be from {new PromDuration(from)} to {new PromDuration(to)}.");

    private static void CheckTemplates(Policy policy, Action<string, string> addFailure)
    {
        var targets = policy.Target is { } target ? new[] { target.Kind, target.Namespace, target.Name } : [];
        foreach (var text in targets)
        {
            if (string.IsNullOrEmpty(text))
            {
                addFailure("target", "kind, namespace and name must not be empty.");
            }
            else if (LabelTemplate.FindMistake(text) is { } mistake)
            {
                addFailure("target", mistake);
            }
        }

        foreach (var mistake in policy.Parameters.Values.Select(LabelTemplate.FindMistake).OfType<string>())
        {
            addFailure("parameters", mistake);
        }
    }
}
