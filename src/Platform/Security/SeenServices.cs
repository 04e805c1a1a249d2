using System.Text;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Security;

/// <summary>The services of a rule for rows, as a condition. It means the same in the engine and in memory.</summary>
public static class SeenServices
{
    /// <summary>Holds for the records of the services that a rule lets through.</summary>
    public static LogCondition Of(RowRule rule)
    {
        if (rule.Services.Count == 0 || rule.Services.Any(pattern => pattern.All(c => c == '*')))
        {
            return new LogCondition.Everything();
        }

        var service = new LogField("service");
        var any = rule.Services.Select(pattern => OfService(service, pattern)).ToList();
        return any.Count == 1 ? any[0] : new LogCondition.Any(any);
    }

    private static LogCondition OfService(LogField service, string pattern) =>
        pattern.Contains('*', StringComparison.Ordinal)
            ? new LogCondition.Like(service, Literally(pattern))
            : new LogCondition.Equal(service, pattern);

    // The star alone stands for others here; in the language there are more such signs.
    private static string Literally(string pattern)
    {
        var literal = new StringBuilder(pattern.Length + 8);
        foreach (var c in pattern)
        {
            literal.Append(c == '*' ? "*" : Glob.Escape(c));
        }

        return literal.ToString();
    }
}
