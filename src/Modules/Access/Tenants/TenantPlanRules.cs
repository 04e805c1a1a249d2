using FluentValidation;
using Monolith.Platform.Security;

namespace Monolith.Access.Tenants;

/// <summary>What may be said of a plan.</summary>
internal sealed class TenantPlanRules : AbstractValidator<TenantPlan>
{
    private const int MaxDays = 3650;
    private const int MaxDestinations = 100;
    private const int MaxDestination = 255;

    public TenantPlanRules()
    {
        RuleFor(p => p.RetentionDays).InclusiveBetween(1, MaxDays).OverridePropertyName("retention_days");
        RuleFor(p => p.BytesPerSecond).GreaterThanOrEqualTo(0).OverridePropertyName("bytes_per_second");
        RuleFor(p => p.RecordsPerSecond).GreaterThanOrEqualTo(0).OverridePropertyName("records_per_second");
        RuleFor(p => p.SampleRate)
            .Must(rate => rate is null or (> 0 and <= 1))
            .OverridePropertyName("sample_rate")
            .WithMessage("sample_rate must be above 0 and at most 1.");
        RuleFor(p => p.Destinations)
            .Must(all =>
                all is null
                || (all.Count <= MaxDestinations && all.All(one => one is { Length: > 0 and <= MaxDestination }))
            )
            .OverridePropertyName("destinations")
            .WithMessage($"There may be {MaxDestinations} destinations of up to {MaxDestination} characters.");
    }
}
