using System.Collections.Concurrent;
using Monolith.DaprSidecar.Resources;

namespace Monolith.DaprSidecar.Resiliency;

/// <summary>The policies of all Resiliency resources, by what they are for.</summary>
internal sealed class Policies(IReadOnlyList<Yaml> specs, TimeProvider clock)
{
    private const int LeastBuiltInRetries = 3;
    private readonly ConcurrentDictionary<string, CircuitBreaker?> _breakers = new(StringComparer.Ordinal);

    /// <summary>Sidecar to app, for deliveries of a component.</summary>
    public Policy Inbound(Component component) => Component(component, "inbound", "Inbound");

    /// <summary>Sidecar to component.</summary>
    public Policy Outbound(Component component) => Component(component, "outbound", "Outbound");

    /// <summary>Invocations of an app.</summary>
    public Policy App(string appId)
    {
        var target = specs.Select(spec => spec["targets"]["apps"][appId]).FirstOrDefault(found => found.Exists);
        return target.Exists
            ? Build("app/" + appId, target["timeout"].Text, target["retry"].Text, target["circuitBreaker"].Text)
            : Default("app/" + appId, "App", "");
    }

    /// <summary>A retry that daprd brings along, unless a resource of the same name redefines it.</summary>
    public Policy BuiltIn(string name, Retry otherwise)
    {
        var retry = FindRetry(name) ?? otherwise;
        return new Policy(
            null,
            retry.MaxRetries is >= 0 and < LeastBuiltInRetries
                ? retry with
                {
                    MaxRetries = LeastBuiltInRetries,
                }
                : retry,
            null,
            clock
        );
    }

    private Policy Component(Component component, string direction, string infix)
    {
        var target = specs
            .Select(spec => spec["targets"]["components"][component.Name])
            .FirstOrDefault(found => found.Exists);
        var half = target[direction];
        var key = component.Name + "/" + direction;
        return half.Exists
            ? Build(key, half["timeout"].Text, half["retry"].Text, half["circuitBreaker"].Text)
            : Default(key, component.Block + "Component" + infix, "Component" + infix);
    }

    /// <summary>Policies that apply where no target is named, the more exact name first.</summary>
    private Policy Default(string key, string exact, string broad) =>
        Build(
            key,
            DefaultName("timeouts", "TimeoutPolicy", exact, broad),
            DefaultName("retries", "RetryPolicy", exact, broad),
            DefaultName("circuitBreakers", "CircuitBreakerPolicy", exact, broad)
        );

    private string? DefaultName(string kind, string suffix, string exact, string broad) =>
        new[] { exact, broad, "" }
            .Select(infix => "Default" + infix + suffix)
            .SelectMany(name =>
                specs
                    .SelectMany(spec => spec["policies"][kind].Entries)
                    .Select(entry => entry.Key)
                    .Where(key => string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
            )
            .FirstOrDefault();

    private Policy Build(string key, string? timeout, string? retry, string? breaker) =>
        new(
            timeout is not null && Durations.TryParse(Find("timeouts", timeout).Text, out var bound) ? bound : null,
            retry is null ? null : FindRetry(retry),
            breaker is null
                ? null
                : _breakers.GetOrAdd(
                    key,
                    _ =>
                        Find("circuitBreakers", breaker) is { Exists: true } found
                            ? new CircuitBreaker(found, clock)
                            : null
                ),
            clock
        );

    private Retry? FindRetry(string name) => Find("retries", name) is { Exists: true } found ? Retry.Read(found) : null;

    private Yaml Find(string kind, string name) =>
        specs.Select(spec => spec["policies"][kind][name]).FirstOrDefault(found => found.Exists);
}
