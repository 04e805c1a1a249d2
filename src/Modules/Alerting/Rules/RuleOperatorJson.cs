using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monolith.Alerting.Rules;

/// <summary>Operators as PromQL writes them.</summary>
internal static class RuleOperators
{
    private static readonly (RuleOperator Operator, string Sign, Func<double, double, bool> IsMet)[] All =
    [
        (RuleOperator.Above, ">", (value, threshold) => value > threshold),
        (RuleOperator.AtLeast, ">=", (value, threshold) => value >= threshold),
        (RuleOperator.Below, "<", (value, threshold) => value < threshold),
        (RuleOperator.AtMost, "<=", (value, threshold) => value <= threshold),
        (RuleOperator.Equal, "==", (value, threshold) => value.Equals(threshold)),
        (RuleOperator.NotEqual, "!=", (value, threshold) => !value.Equals(threshold)),
    ];

    /// <summary>All signs, for messages.</summary>
    public static string Signs { get; } = string.Join(", ", All.Select(o => o.Sign));

    /// <summary>The sign of an operator.</summary>
    public static string Sign(this RuleOperator rule) => Array.Find(All, o => o.Operator == rule).Sign;

    /// <summary>Whether a value meets the condition.</summary>
    public static bool IsMet(this RuleOperator rule, double value, double threshold) =>
        Array.Find(All, o => o.Operator == rule).IsMet(value, threshold);

    /// <summary>The operator of a sign; null when there is none.</summary>
    public static RuleOperator? Find(string? sign) =>
        Array.FindIndex(All, o => o.Sign == sign) is >= 0 and var place ? All[place].Operator : null;
}

/// <summary>Writes an operator as its sign.</summary>
internal sealed class RuleOperatorJson : JsonConverter<RuleOperator>
{
    public override RuleOperator Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        RuleOperators.Find(reader.TokenType == JsonTokenType.String ? reader.GetString() : null)
        ?? throw new JsonException($"It must be one of {RuleOperators.Signs}.");

    public override void Write(Utf8JsonWriter writer, RuleOperator value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Sign());
}
