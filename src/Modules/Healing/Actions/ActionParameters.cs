using System.Globalization;
using Monolith.Platform.Language;

namespace Monolith.Healing.Actions;

/// <summary>Reads the parameters of an action and collects what is wrong with them, so that a policy is refused when it is
/// written and not when it is needed.</summary>
internal sealed class ActionParameters(IReadOnlyDictionary<string, string> values)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<string> _mistakes = [];

    /// <summary>What is wrong, names that nobody has asked for included.</summary>
    public IReadOnlyList<string> Mistakes =>
        [
            .. _mistakes,
            .. values
                .Keys.Where(name => !_known.Contains(name))
                .Order(StringComparer.Ordinal)
                .Select(name => $"There is no parameter '{name}'."),
        ];

    /// <summary>A text; null when it is not given.</summary>
    public string? Text(string name)
    {
        _known.Add(name);
        return values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
    }

    /// <summary>A text that must be given.</summary>
    public string Required(string name)
    {
        if (Text(name) is { } value)
        {
            return value;
        }

        _mistakes.Add($"The parameter '{name}' is missing.");
        return "";
    }

    /// <summary>A text that must pass a test.</summary>
    public string Required(string name, Predicate<string> isAllowed, string what)
    {
        var value = Required(name);
        Demand(value.Length == 0 || isAllowed(value), $"The parameter '{name}' must be {what}.");
        return value;
    }

    /// <summary>One of some words; the first when it is not given.</summary>
    public string OneOf(string name, params ReadOnlySpan<string> words)
    {
        var value = Text(name) ?? words[0];
        Demand(words.Contains(value), $"The parameter '{name}' must be {string.Join(" or ", words.ToArray())}.");
        return value;
    }

    /// <summary>A whole number within bounds.</summary>
    public int? Number(string name, int least, int most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        var isNumber = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        Demand(
            isNumber && number >= least && number <= most,
            $"The parameter '{name}' must be a whole number from {least} to {most}."
        );
        return number;
    }

    /// <summary>A length of time.</summary>
    public TimeSpan Duration(string name, TimeSpan otherwise)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        Demand(PromDuration.TryParse(text, out var duration), $"The parameter '{name}' must be {PromDuration.Syntax}.");
        return duration.Value;
    }

    /// <summary>Notes a mistake unless something holds.</summary>
    public void Demand(bool holds, string mistake)
    {
        if (!holds)
        {
            _mistakes.Add(mistake);
        }
    }
}
