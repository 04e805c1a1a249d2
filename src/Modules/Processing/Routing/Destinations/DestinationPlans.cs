using System.Text;
using Monolith.Platform.Security;
using Monolith.Processing.Routing.Sending;

namespace Monolith.Processing.Routing.Destinations;

/// <summary>Where records of a tenant may go by its plan. Thread-safe.</summary>
/// <param name="secrets">One kind of destination says where it is in a secret.</param>
/// <param name="plans">The plans; null where nobody manages any.</param>
internal sealed class DestinationPlans(DestinationSecrets secrets, ITenantPlans? plans = null)
{
    /// <summary>A tenant's plan.</summary>
    public TenantPlan Of(TenantId tenant) => plans?.Of(tenant) ?? TenantPlan.AsConfigured;

    /// <summary>Where a destination is, when the tenant's plan lets no records go there; null when it does.</summary>
    public string? Forbidden(TenantId tenant, Destination destination)
    {
        var plan = Of(tenant);
        return plan.Destinations is not null && HostOf(tenant, destination) is var host && !plan.Allows(host)
            ? host
            : null;
    }

    /// <summary>Looks at a destination before records are sent to it.</summary>
    /// <exception cref="NotInPlanException">The tenant's plan lets none go there.</exception>
    public void Check(TenantId tenant, Destination destination)
    {
        if (Forbidden(tenant, destination) is { } host)
        {
            throw new NotInPlanException(host);
        }
    }

    // What a component of Dapr sends to, its own file says: who allows the component allows that.
    private string HostOf(TenantId tenant, Destination destination) =>
        destination.Kinds().Single().Settings switch
        {
            IHttpSettings http => new Uri(http.Url).IdnHost,
            S3Settings s3 => new Uri(s3.Endpoint).IdnHost,
            SyslogSettings syslog => syslog.Host,
            DaprTopicSettings topic => $"dapr:{topic.Component}",
            DaprBindingSettings binding => $"dapr:{binding.Component}",
            SentrySettings sentry => HostOf(tenant, sentry),
            _ => throw new ArgumentException("Not a known kind of destination.", nameof(destination)),
        };

    private string HostOf(TenantId tenant, SentrySettings sentry) =>
        secrets.Has(tenant, sentry.Dsn)
        && SentryProject.Of(Encoding.UTF8.GetString(secrets.Get(tenant, sentry.Dsn))) is { } project
            ? project.Envelopes.IdnHost
            : $"secret:{sentry.Dsn}";
}

/// <summary>The tenant's plan does not let records go where a destination is.</summary>
internal sealed class NotInPlanException(string host)
    : UnusableDestinationException($"the tenant's plan does not let records go to '{host}'");
