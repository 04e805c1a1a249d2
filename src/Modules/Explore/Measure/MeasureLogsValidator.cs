using FluentValidation;
using Monolith.Explore.Contracts;
using Monolith.Explore.Parameters;

namespace Monolith.Explore.Measure;

/// <summary>What may be measured.</summary>
internal sealed class MeasureLogsValidator : AbstractValidator<MeasureLogs>
{
    // The engine's text functions take so many words and no more; so many phrases are plenty.
    private const int MaxPhrases = 32;
    private const int MaxName = 200;

    public MeasureLogsValidator()
    {
        this.AddFilterRules(request => request.Filter);
        RuleFor(request => request.Window).InclusiveBetween(TimeSpan.FromSeconds(1), TimeSpan.FromDays(30));
        RuleFor(request => request.GroupBy.Count)
            .LessThanOrEqualTo(MeasureLogs.MaxGroupBy)
            .OverridePropertyName("groupBy");
        RuleForEach(request => request.GroupBy).NotEmpty().MaximumLength(MaxName);
        RuleForEach(request => request.Having).NotEmpty().MaximumLength(MaxName);
        RuleFor(request => request.AnyPhrase.Count).LessThanOrEqualTo(MaxPhrases).OverridePropertyName("anyPhrase");
        RuleFor(request => request.Measure).SetValidator(new LogMeasureRules());
        RuleFor(request => request.Step)
            .Must(step => step >= TimeSpan.FromSeconds(1) && step.Ticks % TimeSpan.TicksPerSecond == 0)
            .WithMessage("step must be whole seconds.");
        RuleFor(request => request.From)
            .Must((request, from) => from <= request.At)
            .When(request => request.From is not null)
            .WithMessage("from must not lie behind the last moment.");
        RuleFor(request => request.From)
            .Must((request, from) => (request.At - from!.Value) / request.Step < MeasureLogs.MaxSteps)
            .When(request => request.From is not null)
            .WithMessage($"There may be {MeasureLogs.MaxSteps} moments. Take longer steps.");
    }
}

/// <summary>What a measure needs.</summary>
internal sealed class LogMeasureRules : AbstractValidator<LogMeasure>
{
    private static readonly double[] Quantiles = [0.5, 0.75, 0.9, 0.95, 0.99, 0.999];

    public LogMeasureRules()
    {
        RuleFor(measure => measure.Kind).IsInEnum();
        RuleFor(measure => measure.Quantile)
            .Must(quantile => Quantiles.Contains(quantile))
            .WithMessage($"quantile must be one of {string.Join(", ", Quantiles)}.");
        RuleFor(measure => measure.Above).Must(double.IsFinite).WithMessage("above must be a number.");
        RuleFor(measure => measure.Attribute)
            .NotEmpty()
            .When(measure =>
                measure.Kind is MeasureKind.AttributeMean or MeasureKind.AttributeMax or MeasureKind.AttributeShareAbove
            )
            .WithMessage("attribute must name the attribute that is measured.");
        RuleFor(measure => measure.Lookback.Value)
            .InclusiveBetween(TimeSpan.FromMinutes(1), TimeSpan.FromDays(30))
            .OverridePropertyName("lookback");
    }
}
