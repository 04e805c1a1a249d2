using System.Globalization;
using FluentValidation;
using FluentValidation.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Monolith.Platform.Language;

namespace Monolith.Explore.Parameters;

/// <summary>
/// Reads a query string. Everything that is wrong with it is told at once; a parameter that is not known is refused,
/// because a misspelt filter would silently show more than was asked for.
/// </summary>
internal class QueryParameters
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);
    private readonly List<ValidationFailure> _failures = [];

    /// <summary>Reads the query string of a request.</summary>
    /// <param name="query">The query string.</param>
    /// <param name="known">The names that the endpoint knows.</param>
    /// <param name="prefix">What the other names that it knows begin with, or null when there are none.</param>
    public QueryParameters(QueryString query, IReadOnlyCollection<string> known, string? prefix = null)
    {
        foreach (var pair in new QueryStringEnumerable(query.Value))
        {
            Add(pair.DecodeName().ToString(), pair.DecodeValue().ToString(), known, prefix);
        }
    }

    /// <summary>What was given, by name.</summary>
    protected IReadOnlyDictionary<string, List<string>> Values => _values;

    /// <summary>A parameter that may be there several times.</summary>
    public IReadOnlyList<string> Texts(string name) => _values.GetValueOrDefault(name) ?? [];

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

    /// <summary>A length of time, in nanoseconds.</summary>
    public long? Span(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (LogSpan.TryParse(text, out var nanos))
        {
            return nanos;
        }

        Fail(name, $"{name} must be {LogSpan.Syntax}.");
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

    private void Add(string name, string value, IReadOnlyCollection<string> known, string? prefix)
    {
        var isPrefixed =
            prefix is not null && name.StartsWith(prefix, StringComparison.Ordinal) && name.Length > prefix.Length;
        if (!isPrefixed && !known.Contains(name, StringComparer.Ordinal))
        {
            var names = string.Join(", ", prefix is null ? known : known.Append($"{prefix}NAME"));
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
}
