using System.Text;
using Monolith.Platform.Language;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Sampling;

/// <summary>Stages that leave records out and have those that stay stand for them.</summary>
internal sealed class SampleKind(LeftOut leftOut, KnownErrors known)
    : StageKind<SampleSettings>(
        "sample",
        "Keeps one record in some, with that weight, but every error and what belongs to it.",
        SamplingJson.Default.SampleSettings
    )
{
    private const string DefaultKeepRelated = "5m";
    private const string DefaultLookBack = "1m";
    private const uint MaxOneIn = 1_000_000;
    private const uint MaxBudget = 1_000_000;
    private const long MaxKeepRelatedNanos = 24L * 3_600 * 1_000_000_000;
    private const long MaxLookBackNanos = 3_600L * 1_000_000_000;

    protected override RecordStage Build(SampleSettings settings, StageScope scope)
    {
        if (settings is { OneIn: null, BudgetPerSecond: null } or { OneIn: not null, BudgetPerSecond: not null })
        {
            throw new StageSettingsException("", "sample needs either one_in or budget_per_second.");
        }

        if (settings.OneIn is 0 or > MaxOneIn)
        {
            throw new StageSettingsException("one_in", $"one_in must be from 1 to {MaxOneIn}.");
        }

        if (settings.BudgetPerSecond is 0 or > MaxBudget)
        {
            throw new StageSettingsException("budget_per_second", $"budget_per_second must be from 1 to {MaxBudget}.");
        }

        if (
            !LogSpan.TryParse(settings.KeepRelated ?? DefaultKeepRelated, out var window)
            || window > MaxKeepRelatedNanos
        )
        {
            throw new StageSettingsException("keep_related", $"keep_related must be at most 24h: {LogSpan.Syntax}.");
        }

        if (!LogSpan.TryParse(settings.LookBack ?? DefaultLookBack, out var lookBack) || lookBack > MaxLookBackNanos)
        {
            throw new StageSettingsException("look_back", $"look_back must be at most 1h: {LogSpan.Syntax}.");
        }

        if (settings.LookBack is not null && lookBack > 0 && window == 0)
        {
            throw new StageSettingsException("look_back", "look_back goes with keep_related, which is 0s here.");
        }

        return new Sample(
            settings.OneIn ?? 1,
            settings.BudgetPerSecond is { } budget ? new RateBudgets(budget) : null,
            settings.By,
            window > 0 ? new RelatedToErrors(ErrorsOf(scope, window), leftOut.Of(scope.Tenant), lookBack) : null,
            RecordHash.Of(Encoding.UTF8.GetBytes($"{scope.Pipeline}/{scope.Stage}"))
        );
    }

    // What a trial sees is nobody else's business.
    private ErrorIds ErrorsOf(StageScope scope, long window) =>
        scope.IsTrial ? new ErrorIds(window) : known.Of(scope.Tenant, scope.Pipeline, scope.Stage, window);
}
