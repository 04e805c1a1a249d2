using Monolith.Audit.Contracts;
using Monolith.Platform.Security;

namespace Monolith.Audit.Tests;

internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public static AuditEntry Entry(int number, string tenant = "default") =>
        new()
        {
            Id = $"entry-{number}",
            Tenant = tenant,
            Time = Noon.AddSeconds(number),
            Action = "alerting.silence.created",
            Actor = new Actor(ActorKind.Caller, "anna"),
            Target = new AuditTarget("silence", $"silence-{number}"),
            Reason = "Planned upgrade.",
            Details = new Dictionary<string, string> { ["matchers"] = "service=\"kässe\"" },
        };
}
