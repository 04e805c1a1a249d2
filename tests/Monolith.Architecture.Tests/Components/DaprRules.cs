using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Monolith.Architecture.Tests.Components;

/// <summary>What must be so in the resources. Each rule returns what breaks it, so that a test can show that it can fail.</summary>
internal static class DaprRules
{
    /// <summary>Fields that Dapr does not read.</summary>
    public static IEnumerable<string> UnknownFields(Resource resource)
    {
        if (!DaprFields.OfKind.TryGetValue(resource.Kind, out var known))
        {
            return [$"{resource.File} is of a kind that Dapr does not know: '{resource.Kind}'"];
        }

        var version = known[0]["apiVersion=".Length..];
        return Unknown(resource, [.. known[1..], "apiVersion"])
            .Concat(resource.Text("apiVersion") == version ? [] : [$"{resource.File} must be of version {version}"]);
    }

    /// <summary>Fields of the run file that <c>dapr run -f</c> does not read.</summary>
    public static IEnumerable<string> UnknownRunFields(Resource runFile) => Unknown(runFile, DaprFields.OfRunFile);

    /// <summary>Metadata that the component's type does not read, and values that are not text.</summary>
    public static IEnumerable<string> UnknownMetadata(Resource component)
    {
        var type = component.Text("spec.type");
        if (!DaprFields.OfComponent.TryGetValue(type, out var known))
        {
            return [$"{component.File} has a type that is not listed here: {type}"];
        }

        return component
            .Metadata.Select(item => Resource.ChildText(item, "name") ?? "")
            .Where(name => !known.Contains(name, StringComparer.Ordinal))
            .Select(name => $"{component.File}: {type} does not read {name}")
            .Concat(component.Metadata.Where(IsNotText).Select(item => $"{component.File}: {item} needs quotes"));
    }

    /// <summary>Secrets that stand in the file, and references without a store to resolve them.</summary>
    public static IEnumerable<string> OpenSecrets(Resource component) =>
        component
            .Metadata.Where(item =>
                DaprFields.Secrets.Contains(Resource.ChildText(item, "name"), StringComparer.Ordinal)
                && item.Children.ContainsKey("value")
            )
            .Select(item => $"{component.File} holds a secret: {Resource.ChildText(item, "name")}")
            .Concat(
                component.Metadata.Any(item => item.Children.ContainsKey("secretKeyRef"))
                && component.Text("auth.secretStore").Length == 0
                    ? [$"{component.File} refers to secrets but names no store"]
                    : []
            );

    /// <summary>Resources that anyone may use, and apps that do not exist.</summary>
    public static IEnumerable<string> OpenScopes(Resource resource, IReadOnlyCollection<string> apps) =>
        resource.Texts("scopes") is { Count: > 0 } scopes
            ? scopes.Except(apps, StringComparer.Ordinal).Select(app => $"{resource.File}: there is no app {app}")
            : [$"{resource.File} names no scopes"];

    /// <summary>Subscriptions that lose messages: Dapr gives up what has no route or no dead-letter topic.</summary>
    public static IEnumerable<string> LossySubscriptions(Resource subscription)
    {
        string[] needed = ["spec.pubsubname", "spec.topic", "spec.deadLetterTopic", "spec.routes.default"];
        return needed
            .Where(path => subscription.Text(path).Length == 0)
            .Select(path => $"{subscription.File} has no {path}");
    }

    /// <summary>Pub/sub components of a set that is applied together, without retries on the way to the app.</summary>
    public static IEnumerable<string> PubSubsWithoutRetries(IReadOnlyCollection<Resource> applied) =>
        applied
            .Where(IsPubSub)
            .Where(pubsub =>
                !applied.Any(r =>
                    r.Kind == "Resiliency"
                    && r.Text($"spec.targets.components.{pubsub.Name}.inbound.retry") is { Length: > 0 } retry
                    && r.Find($"spec.policies.retries.{retry}") is not null
                )
            )
            .Select(pubsub => $"{pubsub.File} has no retries: the first failure would be the last");

    /// <summary>Redis components whose batches are smaller than what subscriptions ask for.</summary>
    public static IEnumerable<string> NarrowRedis(Resource component, int batch) =>
        component.Text("spec.type") == "pubsub.redis" && Number(component.MetadataValue("concurrency") ?? "10") < batch
            ? [$"{component.File}: batches of {batch} need a concurrency of as many"]
            : [];

    /// <summary>True for the components that carry messages.</summary>
    public static bool IsPubSub(Resource resource) =>
        resource.Kind == "Component" && resource.Text("spec.type").StartsWith("pubsub.", StringComparison.Ordinal);

    /// <summary>The number in a text.</summary>
    public static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Unknown(Resource resource, IReadOnlyCollection<string> known) =>
        resource
            .Paths()
            .Where(path => !known.Any(pattern => Fits(path, pattern)))
            .Distinct(StringComparer.Ordinal)
            .Select(path => $"{resource.File}: Dapr does not read {path}");

    private static bool Fits(string path, string pattern) =>
        Regex.IsMatch(
            path,
            "^" + Regex.Escape(pattern).Replace(@"\*", "[^.]+", StringComparison.Ordinal) + "$",
            RegexOptions.None,
            TimeSpan.FromSeconds(1)
        );

    // `value: true` is a YAML boolean, which Kubernetes refuses where Dapr wants text.
    private static bool IsNotText(YamlMappingNode item) =>
        item.Children.TryGetValue("value", out var node)
        && node is YamlScalarNode { Style: ScalarStyle.Plain } scalar
        && (bool.TryParse(scalar.Value, out _) || double.TryParse(scalar.Value, CultureInfo.InvariantCulture, out _));
}
