using MediatR;
using Monolith.Alerting.Contracts;

namespace Monolith.Healing.Tests.Support;

/// <summary>Answers the questions of all alerts.</summary>
internal sealed class FakeAlert(TimeProvider clock)
    : IRequestHandler<MeasureAlert, AlertMeasurement>,
        IRequestHandler<SeeAlerts, IReadOnlyList<AlertSight?>>
{
    /// <summary>What is seen of an alert by those from whom something is hidden.</summary>
    public Func<KeptAlert, AlertSight?> Seen { get; set; } = _ => null;

    public Task<IReadOnlyList<AlertSight?>> Handle(SeeAlerts request, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AlertSight?>>([.. request.Alerts.Select(Seen)]);

    /// <summary>What it answers.</summary>
    public Func<AlertCondition> Condition { get; set; } = () => AlertCondition.Met;

    public Task<AlertMeasurement> Handle(MeasureAlert request, CancellationToken cancellationToken)
    {
        var condition = Condition();
        double? value = condition switch
        {
            AlertCondition.Met => 0.25,
            AlertCondition.NotMet => 0.01,
            _ => null,
        };
        return Task.FromResult(
            new AlertMeasurement(
                condition,
                value,
                "error share of checkout over 5m",
                clock.GetUtcNow(),
                condition == AlertCondition.Unknown ? "ClickHouse is away" : null
            )
        );
    }
}
