using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Monolith.KubernetesApi.Objects;

/// <summary>Chooses objects by labels and fields.</summary>
internal static partial class Selectors
{
    /// <summary>A selector of a spec: <c>matchLabels</c> and <c>matchExpressions</c>. One that says nothing chooses all.</summary>
    public static bool Matches(JsonNode? selector, IReadOnlyDictionary<string, string> labels) =>
        selector.Texts("matchLabels").All(pair => labels.GetValueOrDefault(pair.Key) == pair.Value)
        && selector.Objects("matchExpressions").All(expression => Matches(expression, labels));

    /// <summary>A service's selector, a plain mapping. One that says nothing chooses none.</summary>
    public static bool MatchesPlain(IReadOnlyDictionary<string, string> selector, JsonObject pod)
    {
        var labels = pod.Texts("metadata", "labels");
        return selector.Count > 0 && selector.All(pair => labels.GetValueOrDefault(pair.Key) == pair.Value);
    }

    /// <summary>The query parameter <c>labelSelector</c>, as a filter.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Predicate<JsonObject> OfLabels(string? selector)
    {
        var requirements = Split(selector).Select(Requirement).ToArray();
        return item =>
        {
            var labels = item.Texts("metadata", "labels");
            return requirements.All(requirement => requirement(labels));
        };
    }

    /// <summary>The query parameter <c>fieldSelector</c>, as a filter: <c>path=value</c>, <c>path!=value</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Predicate<JsonObject> OfFields(string? selector)
    {
        var requirements = Split(selector)
            .Select(part =>
            {
                var match = Field().Match(part);
                return match.Success
                    ? (
                        Path: match.Groups["path"].Value.Split('.'),
                        Not: match.Groups["operator"].Value == "!=",
                        match.Groups["value"].Value
                    )
                    : throw new FormatException($"invalid field selector: '{part}'");
            })
            .ToArray();
        return item => requirements.All(field => (item.Text(field.Path) ?? "") == field.Value != field.Not);
    }

    private static bool Matches(JsonObject expression, IReadOnlyDictionary<string, string> labels)
    {
        var values = (expression["values"] as JsonArray ?? []).Select(value => value.Text()).ToArray();
        var has = labels.TryGetValue(expression.Text("key") ?? "", out var label);
        return expression.Text("operator") switch
        {
            "In" => has && values.Contains(label, StringComparer.Ordinal),
            "NotIn" => !has || !values.Contains(label, StringComparer.Ordinal),
            "Exists" => has,
            "DoesNotExist" => !has,
            var other => throw new FormatException($"'{other}' is not a valid label selector operator"),
        };
    }

    private static Func<IReadOnlyDictionary<string, string>, bool> Requirement(string part)
    {
        if (SetBased().Match(part) is { Success: true } set)
        {
            var values = set.Groups["values"].Value.Split(',', StringSplitOptions.TrimEntries);
            var isIn = set.Groups["operator"].Value == "in";
            return labels =>
                labels.TryGetValue(set.Groups["key"].Value, out var label)
                    ? values.Contains(label, StringComparer.Ordinal) == isIn
                    : !isIn;
        }

        if (Equality().Match(part) is { Success: true } equality)
        {
            var not = equality.Groups["operator"].Value == "!=";
            return labels =>
                labels.GetValueOrDefault(equality.Groups["key"].Value) == equality.Groups["value"].Value != not;
        }

        var absent = part.StartsWith('!');
        var key = part.TrimStart('!');
        return Key().IsMatch(key)
            ? labels => labels.ContainsKey(key) != absent
            : throw new FormatException($"unable to parse requirement: '{part}'");
    }

    /// <summary>At commas, but not at those of a set.</summary>
    private static IEnumerable<string> Split(string? selector) =>
        Comma().Split(selector ?? "").Select(part => part.Trim()).Where(part => part.Length > 0);

    [GeneratedRegex(@",(?![^(]*\))", RegexOptions.None, 1000)]
    private static partial Regex Comma();

    [GeneratedRegex(
        @"^(?<key>[\w./-]+)\s+(?<operator>in|notin)\s*\((?<values>[^)]*)\)$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex SetBased();

    [GeneratedRegex(
        @"^(?<key>[\w./-]+)\s*(?<operator>==|!=|=)\s*(?<value>[\w.-]*)$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Equality();

    [GeneratedRegex(@"^[\w./-]+$", RegexOptions.None, 1000)]
    private static partial Regex Key();

    [GeneratedRegex(@"^(?<path>[\w.]+)\s*(?<operator>==|!=|=)\s*(?<value>.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Field();
}
