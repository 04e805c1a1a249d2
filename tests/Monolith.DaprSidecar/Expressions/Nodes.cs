using System.Text.Json;
using System.Text.RegularExpressions;

namespace Monolith.DaprSidecar.Expressions;

internal sealed class Literal(object? value) : Expression
{
    public override object? Evaluate(IReadOnlyDictionary<string, JsonElement> variables) => value;
}

internal sealed class Variable(string name) : Expression
{
    public override object? Evaluate(IReadOnlyDictionary<string, JsonElement> variables) =>
        variables.TryGetValue(name, out var value)
            ? FromJson(value)
            : throw new ExpressionException($"undeclared reference to '{name}'");
}

internal sealed class Field(Expression parent, string name) : Expression
{
    public override object? Evaluate(IReadOnlyDictionary<string, JsonElement> variables) =>
        TryFind(variables, out var value) ? FromJson(value) : throw new ExpressionException($"no such key: {name}");

    /// <summary>What <c>has()</c> asks. The parent must be there.</summary>
    public bool TryFind(IReadOnlyDictionary<string, JsonElement> variables, out JsonElement value)
    {
        value = default;
        return parent.Evaluate(variables) is JsonElement { ValueKind: JsonValueKind.Object } map
            ? map.TryGetProperty(name, out value)
            : throw new ExpressionException($"no field {name} in a plain value");
    }
}

internal sealed class Has(Field field) : Expression
{
    public override object Evaluate(IReadOnlyDictionary<string, JsonElement> variables) =>
        field.TryFind(variables, out _);
}

internal sealed class Not(Expression operand) : Expression
{
    public override object Evaluate(IReadOnlyDictionary<string, JsonElement> variables) => !operand.IsTrue(variables);
}

/// <summary><c>&amp;&amp;</c> and <c>||</c>. One side can decide alone, even when the other has no value.</summary>
internal sealed class Logic(Expression left, Expression right, bool decides) : Expression
{
    public override object Evaluate(IReadOnlyDictionary<string, JsonElement> variables)
    {
        try
        {
            return left.IsTrue(variables) == decides ? decides : right.IsTrue(variables);
        }
        catch (ExpressionException)
        {
            return right.IsTrue(variables) == decides
                ? decides
                : throw new ExpressionException("one side of the expression has no value");
        }
    }
}

internal sealed class Comparison(Expression left, Expression right, string sign) : Expression
{
    public override object Evaluate(IReadOnlyDictionary<string, JsonElement> variables)
    {
        var (one, other) = (left.Evaluate(variables), right.Evaluate(variables));
        return sign switch
        {
            "==" => AreEqual(one, other),
            "!=" => !AreEqual(one, other),
            "<" => Compare(one, other) < 0,
            "<=" => Compare(one, other) <= 0,
            ">" => Compare(one, other) > 0,
            _ => Compare(one, other) >= 0,
        };
    }

    private static bool AreEqual(object? one, object? other) =>
        one is JsonElement json && other is JsonElement otherJson
            ? JsonElement.DeepEquals(json, otherJson)
            : Equals(one, other);

    private static int Compare(object? one, object? other) =>
        (one, other) switch
        {
            (double a, double b) => a.CompareTo(b),
            (string a, string b) => string.CompareOrdinal(a, b),
            _ => throw new ExpressionException("values of these types have no order"),
        };
}

/// <summary><c>startsWith</c>, <c>endsWith</c>, <c>contains</c> and <c>matches</c> of a text.</summary>
internal sealed class TextCall(Expression target, string method, Expression argument) : Expression
{
    private static readonly TimeSpan MatchBound = TimeSpan.FromSeconds(1);

    public override object Evaluate(IReadOnlyDictionary<string, JsonElement> variables)
    {
        if (target.Evaluate(variables) is not string text || argument.Evaluate(variables) is not string value)
        {
            throw new ExpressionException($"{method} needs texts");
        }

        return method switch
        {
            "startsWith" => text.StartsWith(value, StringComparison.Ordinal),
            "endsWith" => text.EndsWith(value, StringComparison.Ordinal),
            "contains" => text.Contains(value, StringComparison.Ordinal),
            "matches" => Regex.IsMatch(text, value, RegexOptions.NonBacktracking, MatchBound),
            _ => throw new ExpressionException($"{method} is not known"),
        };
    }
}
