using MediatR;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Contracts;

/// <summary>Asks what a reader sees of alerts that are kept elsewhere, as healing keeps those that it was started by. Changes nothing.</summary>
/// <param name="Reader">Who asks.</param>
/// <param name="Alerts">The alerts as they were found.</param>
public sealed record SeeAlerts(Reader Reader, IReadOnlyList<KeptAlert> Alerts) : IRequest<IReadOnlyList<AlertSight?>>;

/// <summary>An alert as somebody keeps it.</summary>
/// <param name="RuleId">Its rule.</param>
/// <param name="Labels">What tells it from others.</param>
public sealed record KeptAlert(string RuleId, IReadOnlyDictionary<string, string> Labels);

/// <summary>What is seen of one.</summary>
/// <param name="Fingerprint">What it is called: made of what is seen alone.</param>
/// <param name="Labels">Its labels, with <see cref="Sight.Cover"/> for those that are hidden.</param>
/// <param name="ShowsValue">Whether what was measured is seen.</param>
public sealed record AlertSight(string Fingerprint, IReadOnlyDictionary<string, string> Labels, bool ShowsValue);
