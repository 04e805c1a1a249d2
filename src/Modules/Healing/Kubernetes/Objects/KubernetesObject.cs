using System.Text.Json;

namespace Monolith.Healing.Kubernetes.Objects;

/// <summary>What all objects have. Only fields that are used are here: objects are read, and written as patches alone.</summary>
internal abstract record KubernetesObject
{
    public ObjectMetadata Metadata { get; init; } = new();
}

internal sealed record ObjectMetadata
{
    public string Name { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Uid { get; init; } = "";

    public string ResourceVersion { get; init; } = "";

    /// <summary>Counts the changes of the spec.</summary>
    public long Generation { get; init; }

    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>Set once the object is about to go.</summary>
    public DateTimeOffset? DeletionTimestamp { get; init; }

    public Dictionary<string, string> Labels { get; init; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Annotations { get; init; } = new(StringComparer.Ordinal);

    public IReadOnlyList<OwnerReference> OwnerReferences { get; init; } = [];

    /// <summary>The owner that manages the object; null when nobody does.</summary>
    public OwnerReference? Controller() => OwnerReferences.FirstOrDefault(owner => owner.Controller == true);
}

internal sealed record OwnerReference(string Kind, string Name, string Uid, bool? Controller);

/// <summary>One aspect of an object's state.</summary>
/// <param name="Type">Which aspect, such as <c>Ready</c>.</param>
/// <param name="Status"><c>True</c>, <c>False</c> or <c>Unknown</c>.</param>
/// <param name="Reason">A name that programs can compare.</param>
/// <param name="Message">The same for people.</param>
/// <param name="LastTransitionTime">Since when it has this status.</param>
internal sealed record Condition(
    string Type,
    string Status,
    string? Reason,
    string? Message,
    DateTimeOffset? LastTransitionTime
);

/// <summary>Chooses objects by their labels.</summary>
internal sealed record LabelSelector
{
    public Dictionary<string, string> MatchLabels { get; init; } = new(StringComparer.Ordinal);

    public IReadOnlyList<LabelRequirement> MatchExpressions { get; init; } = [];

    /// <summary>Whether it chooses an object with these labels. One that says nothing chooses all.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels) =>
        MatchLabels.All(pair => labels.GetValueOrDefault(pair.Key) == pair.Value)
        && MatchExpressions.All(requirement => requirement.Matches(labels));

    /// <summary>As a list request takes it.</summary>
    public override string ToString() =>
        string.Join(
            ',',
            MatchLabels.Select(pair => $"{pair.Key}={pair.Value}").Concat(MatchExpressions.Select(r => r.ToString()))
        );
}

internal sealed record LabelRequirement(string Key, string Operator, IReadOnlyList<string>? Values)
{
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        var isOneOf = labels.TryGetValue(Key, out var label) && Values?.Contains(label, StringComparer.Ordinal) == true;
        return Operator switch
        {
            "In" => isOneOf,
            "NotIn" => !isOneOf,
            "Exists" => labels.ContainsKey(Key),
            "DoesNotExist" => !labels.ContainsKey(Key),
            // An operator of a later version: to choose the object is the careful answer.
            _ => true,
        };
    }

    public override string ToString() =>
        Operator switch
        {
            "In" => $"{Key} in ({string.Join(',', Values ?? [])})",
            "NotIn" => $"{Key} notin ({string.Join(',', Values ?? [])})",
            "DoesNotExist" => $"!{Key}",
            _ => Key,
        };
}

/// <summary>A number, or a share such as <c>25%</c>.</summary>
internal static class IntOrPercent
{
    public static int RoundedUp(JsonElement? value, int total, int otherwise) =>
        Of(value, total, otherwise, Math.Ceiling);

    public static int RoundedDown(JsonElement? value, int total, int otherwise) =>
        Of(value, total, otherwise, Math.Floor);

    private static int Of(JsonElement? value, int total, int otherwise, Func<double, double> round) =>
        value switch
        {
            { ValueKind: JsonValueKind.Number } number => number.GetInt32(),
            { ValueKind: JsonValueKind.String } share => (int)round(
                double.Parse(share.GetString()!.TrimEnd('%')) * total / 100
            ),
            _ => otherwise,
        };
}
