using System.Globalization;
using System.Text;
using FluentValidation;
using FluentValidation.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Monolith.Platform.Language;
using Monolith.Platform.Signals;

namespace Monolith.Explore.Parameters;

/// <summary>
/// Reads the query string that all endpoints of logs share. Everything that is wrong with it is told at once; a parameter
/// that is not known is refused, because a misspelt filter would silently show more than was asked for.
/// </summary>
internal sealed class LogParameters
{
    private const string AttributePrefix = "attribute.";

    private static readonly string[] FilterNames =
    [
        "service",
        "severity",
        "q",
        "correlation_id",
        "request_id",
        "user_id",
        "trace_id",
    ];

    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);
    private readonly List<ValidationFailure> _failures = [];

    /// <summary>Reads the query string of a request.</summary>
    /// <param name="query">The query string.</param>
    /// <param name="others">The names that the endpoint knows beside those of the filter.</param>
    public LogParameters(QueryString query, params IEnumerable<string> others)
    {
        string[] known = [.. FilterNames, .. others];
        foreach (var pair in new QueryStringEnumerable(query.Value))
        {
            Add(pair.DecodeName().ToString(), pair.DecodeValue().ToString(), known);
        }
    }

    /// <summary>What kind of records are meant.</summary>
    public LogFilter Filter() =>
        new()
        {
            Services = _values.GetValueOrDefault("service") ?? [],
            MinimumSeverity = Severity(),
            Body = Words(),
            CorrelationId = Text("correlation_id"),
            RequestId = Text("request_id"),
            UserId = Text("user_id"),
            TraceId = Text("trace_id")?.ToLowerInvariant(),
            Attributes =
            [
                .. _values
                    .Where(value => value.Key.StartsWith(AttributePrefix, StringComparison.Ordinal))
                    .Select(value => new AttributeMatch(value.Key[AttributePrefix.Length..], value.Value)),
            ],
        };

    /// <summary>A parameter that may be there once.</summary>
    public string? Text(string name)
    {
        if (!_values.TryGetValue(name, out var values))
        {
            return null;
        }

        if (values.Count > 1)
        {
            Fail(name, $"{name} may be given once only.");
        }

        return values[0];
    }

    /// <summary>A time, absolute or relative.</summary>
    public LogTime? Time(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (LogTime.TryParse(text, out var time))
        {
            return time;
        }

        Fail(name, $"{name} must be {LogTime.Syntax}.");
        return null;
    }

    /// <summary>A whole number.</summary>
    public int? Number(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        Fail(name, $"{name} must be a whole number.");
        return null;
    }

    /// <summary>One of some words.</summary>
    public T? Choice<T>(string name, params ReadOnlySpan<(string Word, T Meaning)> choices)
        where T : struct
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        var words = new List<string>();
        foreach (var (word, meaning) in choices)
        {
            words.Add(word);
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase))
            {
                return meaning;
            }
        }

        Fail(name, $"{name} must be {string.Join(" or ", words)}.");
        return null;
    }

    /// <summary>Remembers that something is wrong with a parameter.</summary>
    public void Fail(string name, string message) => _failures.Add(new ValidationFailure(name, message));

    /// <summary>To be called when all parameters were read.</summary>
    /// <exception cref="ValidationException">Something is wrong with them.</exception>
    public void ThrowIfWrong()
    {
        if (_failures.Count > 0)
        {
            throw new ValidationException(_failures);
        }
    }

    private void Add(string name, string value, string[] known)
    {
        var isAttribute =
            name.StartsWith(AttributePrefix, StringComparison.Ordinal) && name.Length > AttributePrefix.Length;
        if (!isAttribute && !known.Contains(name, StringComparer.Ordinal))
        {
            var names = string.Join(", ", known.Append($"{AttributePrefix}NAME"));
            Fail(name, $"There is no parameter of this name. There are: {names}.");
        }
        else if (value.Length == 0)
        {
            Fail(name, $"{name} needs a value.");
        }
        else if (_values.TryGetValue(name, out var values))
        {
            values.Add(value);
        }
        else
        {
            _values[name] = [value];
        }
    }

    private SeverityNumber Severity()
    {
        if (Text("severity") is not { } text)
        {
            return SeverityNumber.Unspecified;
        }

        var severity = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number is >= 1 and <= 24
                ? (SeverityNumber)number
                : SeverityNumber.Unspecified
            : SeverityNames.Parse(Encoding.UTF8.GetBytes(text));
        if (severity == SeverityNumber.Unspecified)
        {
            Fail("severity", "severity must be trace, debug, info, warn, error, fatal, or a number from 1 to 24.");
        }

        return severity;
    }

    private IReadOnlyList<BodyTerm> Words()
    {
        if (Text("q") is not { } text)
        {
            return [];
        }

        var terms = BodyTerm.Parse(text, out var error);
        if (error is not null)
        {
            Fail("q", error);
        }

        return terms;
    }
}
