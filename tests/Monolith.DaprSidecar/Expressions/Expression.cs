using System.Text.Json;

namespace Monolith.DaprSidecar.Expressions;

/// <summary>An expression that can be evaluated over variables. Values are string, double, bool, null and <see cref="JsonElement"/>.</summary>
internal abstract class Expression
{
    /// <exception cref="ExpressionException">The text is no expression of the subset.</exception>
    public static Expression Parse(string text) => new ExpressionParser(text).Parse();

    /// <exception cref="ExpressionException">A field is missing, or types do not fit.</exception>
    public abstract object? Evaluate(IReadOnlyDictionary<string, JsonElement> variables);

    /// <exception cref="ExpressionException">The outcome is no truth value, or there is none.</exception>
    public bool IsTrue(IReadOnlyDictionary<string, JsonElement> variables) =>
        Evaluate(variables) is bool value
            ? value
            : throw new ExpressionException("the expression is neither true nor false");

    /// <summary>A JSON value as a value of expressions.</summary>
    public static object? FromJson(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            _ => value,
        };
}

/// <summary>An expression that cannot be read, or has no value.</summary>
internal sealed class ExpressionException(string message) : Exception(message);
