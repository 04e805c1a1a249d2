using System.Text.Json.Nodes;
using Monolith.Alerting.Contracts;

namespace Monolith.Healing.Tests.Support;

/// <summary>Test data.</summary>
internal static class Some
{
    /// <summary>A policy that restarts checkout by itself and is soon sure that it helped.</summary>
    public static JsonObject Policy(string id = "restart-checkout", string mode = "auto", string action = "fake") =>
        new()
        {
            ["id"] = id,
            ["name"] = "Restart checkout",
            ["mode"] = mode,
            ["matchers"] = new JsonArray("alertname=\"CheckoutErrors\""),
            ["action"] = action,
            ["target"] = new JsonObject
            {
                ["kind"] = "Deployment",
                ["namespace"] = "shop",
                ["name"] = "{{ $labels.service }}",
            },
            ["allow"] = new JsonObject
            {
                ["namespaces"] = new JsonArray("shop"),
                ["workloads"] = new JsonArray("Deployment/checkout"),
            },
            ["verification"] = new JsonObject
            {
                ["initialDelay"] = "2s",
                ["interval"] = "1s",
                ["count"] = 10,
                ["consecutiveSuccess"] = 2,
                ["failureLimit"] = 3,
                ["inconclusiveLimit"] = 2,
                ["consecutiveErrorLimit"] = 2,
            },
        };

    /// <summary>An alert that fires.</summary>
    public static AlertFired Fired(DateTimeOffset at, string tenant = "default", string service = "checkout") =>
        new(
            tenant,
            "checkout-errors",
            $"00000000{service.GetHashCode(StringComparison.Ordinal):x8}",
            Labels(service),
            new Dictionary<string, string>(StringComparer.Ordinal),
            at.AddMinutes(-2),
            at,
            0.25
        );

    /// <summary>The labels of that alert.</summary>
    public static Dictionary<string, string> Labels(string service = "checkout") =>
        new(StringComparer.Ordinal)
        {
            ["alertname"] = "CheckoutErrors",
            ["severity"] = "critical",
            ["service"] = service,
        };
}
