using System.Globalization;
using System.Text.RegularExpressions;

namespace Monolith.DaprSidecar.Expressions;

/// <summary>
/// Reads a small part of the Common Expression Language: comparisons, <c>&amp;&amp;</c>, <c>||</c>, <c>!</c>, <c>has()</c>,
/// field paths, literals and the methods of texts.
/// </summary>
internal sealed partial class ExpressionParser
{
    private readonly List<string> _tokens = [];
    private int _position;

    public ExpressionParser(string text)
    {
        var end = 0;
        foreach (Match match in Tokens().Matches(text))
        {
            if (match.Index != end)
            {
                break;
            }

            end = match.Index + match.Length;
            _tokens.Add(match.Groups["token"].Value);
        }

        if (end != text.TrimEnd().Length)
        {
            throw new ExpressionException($"syntax error at '{text[end..]}'");
        }
    }

    private string? Next => _position < _tokens.Count ? _tokens[_position] : null;

    public Expression Parse()
    {
        var expression = Or();
        return Next is null ? expression : throw new ExpressionException($"syntax error at '{Next}'");
    }

    private Expression Or()
    {
        var left = And();
        while (Takes("||"))
        {
            left = new Logic(left, And(), decides: true);
        }

        return left;
    }

    private Expression And()
    {
        var left = Compared();
        while (Takes("&&"))
        {
            left = new Logic(left, Compared(), decides: false);
        }

        return left;
    }

    private Expression Compared()
    {
        var left = Unary();
        return Next is "==" or "!=" or "<" or "<=" or ">" or ">="
            ? new Comparison(left, sign: Take(), right: Unary())
            : left;
    }

    private Expression Unary() => Takes("!") ? new Not(Unary()) : Path();

    private Expression Path()
    {
        var value = Primary();
        while (Takes("."))
        {
            var name = Take();
            value = Takes("(") ? new TextCall(value, name, Closed(Or())) : new Field(value, name);
        }

        return value;
    }

    private Expression Primary()
    {
        var token = Take();
        return token switch
        {
            "(" => Closed(Or()),
            "true" => new Literal(true),
            "false" => new Literal(false),
            "null" => new Literal(null),
            "has" when Takes("(") => new Has(
                Closed(Path()) as Field ?? throw new ExpressionException("has() needs a field")
            ),
            ['"' or '\'', ..] => new Literal(Regex.Unescape(token[1..^1])),
            [>= '0' and <= '9' or '-', ..] => new Literal(double.Parse(token, CultureInfo.InvariantCulture)),
            [(>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_', ..] => new Variable(token),
            _ => throw new ExpressionException($"syntax error at '{token}'"),
        };
    }

    private Expression Closed(Expression inner) =>
        Takes(")") ? inner : throw new ExpressionException("a ')' is missing");

    private bool Takes(string token)
    {
        var takes = Next == token;
        _position += takes ? 1 : 0;
        return takes;
    }

    private string Take() =>
        _position < _tokens.Count
            ? _tokens[_position++]
            : throw new ExpressionException("the expression ends too early");

    [GeneratedRegex(
        """\s*(?<token>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|-?\d+(?:\.\d+)?|[A-Za-z_]\w*|&&|\|\||==|!=|<=|>=|[<>!().])""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Tokens();
}
