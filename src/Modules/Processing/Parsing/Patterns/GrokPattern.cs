using System.Text;
using System.Text.RegularExpressions;
using Monolith.Platform.Language;

namespace Monolith.Processing.Parsing.Patterns;

/// <summary>
/// Reads grok: an expression in which <c>%{NAME:field}</c> stands for a pattern of the library whose text becomes a field,
/// <c>%{NAME}</c> for one whose text does not, and <c>%{NAME:field:int}</c> for the first again: attributes are text.
/// </summary>
internal sealed class GrokPattern
{
    // The longest pattern of the library has a thousand; who needs more than this wants two stages.
    private const int MaxExpanded = 20_000;
    private const int MaxDepth = 12;

    private static readonly Regex Reference = new(
        @"%\{(?<name>[A-Za-z0-9_]+)(:(?<field>[A-Za-z0-9_.@\-\[\]]+)(:[a-z]+)?)?\}",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    );

    private readonly IReadOnlyDictionary<string, string> _own;
    private readonly StringBuilder _regex = new();
    private readonly List<string> _fields = [];

    private GrokPattern(IReadOnlyDictionary<string, string> own) => _own = own;

    /// <summary>Makes the format.</summary>
    /// <param name="pattern">As it was written.</param>
    /// <param name="own">Patterns beside those of the library, and in place of those of the same name.</param>
    /// <param name="format">The format.</param>
    /// <param name="error">What is wrong with it, for people.</param>
    public static bool TryRead(
        string pattern,
        IReadOnlyDictionary<string, string> own,
        out ITextFormat format,
        out string error
    )
    {
        format = null!;
        var grok = new GrokPattern(own);
        if (grok.Expand(pattern, MaxDepth) is { } problem)
        {
            error = problem;
            return false;
        }

        if (grok._fields.Count == 0)
        {
            error = "The pattern names no field, so nothing would come of it. Write %{WORD:name}.";
            return false;
        }

        const RegexOptions meaning =
            RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
        try
        {
            var regex = new Regex(grok._regex.ToString(), meaning);
            format = new PatternFormat(regex, grok.Groups(regex));
            error = "";
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            error = $"The pattern cannot be compiled: {exception.Message}";
            return false;
        }
    }

    // Group names cannot have dots; the names of fields can. So the groups are numbered.
    private List<PatternGroup> Groups(Regex regex) =>
        [
            .. _fields.Select(
                (field, i) => new PatternGroup(regex.GroupNumberFromName(GroupName(i)), Encoding.UTF8.GetBytes(field))
            ),
        ];

    private static string GroupName(int number) => $"f{number}";

    private string? Expand(string pattern, int levels)
    {
        if (levels == 0)
        {
            return "The patterns refer to each other too deep, or in a circle.";
        }

        // What is written here, a name of a pattern taken as a letter, is bounded as every expression of a user is.
        if (
            !LogRegex.TryRead(
                Reference.Replace(pattern, "x") is { Length: > 0 } plain ? plain : "x",
                out _,
                out var wrong
            )
        )
        {
            return wrong;
        }

        var at = 0;
        foreach (Match reference in Reference.Matches(pattern))
        {
            _regex.Append(pattern, at, reference.Index - at);
            at = reference.Index + reference.Length;
            if (ExpandReference(reference, levels) is { } problem)
            {
                return problem;
            }
        }

        _regex.Append(pattern, at, pattern.Length - at);
        return _regex.Length > MaxExpanded
            ? $"The pattern is longer than {MaxExpanded} characters once written out."
            : null;
    }

    private string? ExpandReference(Match reference, int levels)
    {
        var name = reference.Groups["name"].Value;
        if (!_own.TryGetValue(name, out var meant) && !GrokLibrary.Patterns.TryGetValue(name, out meant))
        {
            return $"There is no pattern {name}.";
        }

        var field = reference.Groups["field"].Value;
        if (field.Length > 0)
        {
            _regex.Append("(?<").Append(GroupName(_fields.Count)).Append('>');
            _fields.Add(FieldOf(field));
        }
        else
        {
            _regex.Append("(?:");
        }

        var problem = Expand(meant, levels - 1);
        _regex.Append(')');
        return problem;
    }

    // Logstash writes nested names as [http][request][method].
    private static string FieldOf(string field) =>
        field.StartsWith('[') ? field.Trim('[', ']').Replace("][", ".", StringComparison.Ordinal) : field;
}
