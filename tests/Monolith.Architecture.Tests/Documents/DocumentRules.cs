using System.Text.RegularExpressions;

namespace Monolith.Architecture.Tests.Documents;

/// <summary>What documents say about the repository must be so.</summary>
internal static partial class DocumentRules
{
    /// <summary>Paths in backticks or links that begin with a top-level folder of the repository and are not there.</summary>
    public static IEnumerable<string> MissingPaths(string document, string text, Func<string, bool> exists) =>
        PathInBackticks()
            .Matches(text)
            .Select(m => m.Groups["path"].Value)
            .Where(path =>
                !path.Contains('*', StringComparison.Ordinal) && !path.Contains('<', StringComparison.Ordinal)
            )
            .Where(path => !exists(path.TrimEnd('/')))
            .Select(path => $"{document} names {path}, which is not there");

    /// <summary>Relative Markdown links that lead nowhere.</summary>
    public static IEnumerable<string> DeadLinks(string document, string text, Func<string, bool> exists) =>
        RelativeLink()
            .Matches(text)
            .Select(m => m.Groups["target"].Value)
            .Where(target => !exists(Path.Combine(Path.GetDirectoryName(document) ?? "", target)))
            .Select(target => $"{document} links to {target}, which is not there");

    /// <summary>Problem slugs that code throws and docs/problems.md does not explain, or the other way round.</summary>
    public static IEnumerable<string> UnexplainedProblems(
        IReadOnlySet<string> thrown,
        IReadOnlySet<string> explained
    ) =>
        thrown
            .Except(explained, StringComparer.Ordinal)
            .Select(slug => $"{slug} is not explained")
            .Concat(
                explained.Except(thrown, StringComparer.Ordinal).Select(slug => $"{slug} is explained but never sent")
            );

    /// <summary>Metrics that code creates and docs/metrics.md does not list, or the other way round.</summary>
    public static IEnumerable<string> UndocumentedMetrics(IReadOnlySet<string> created, IReadOnlySet<string> listed) =>
        created
            .Except(listed, StringComparer.Ordinal)
            .Select(name => $"{name} is not in docs/metrics.md")
            .Concat(listed.Except(created, StringComparer.Ordinal).Select(name => $"{name} is listed but not created"));

    [GeneratedRegex(
        @"`(?<path>(?:src|tests|bench|docs|eng|loadtests|components|k8s)/[^\s`{}…]+)`",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex PathInBackticks();

    [GeneratedRegex(@"\]\((?<target>(?!https?:|#|/|mailto:)[^)#\s]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture)]
    private static partial Regex RelativeLink();
}
