using System.Text.RegularExpressions;

namespace Monolith.Architecture.Tests.Documents;

public sealed partial class DocumentRulesTests
{
    [Fact]
    public void Every_path_that_a_document_names_is_there() =>
        Assert.Empty(Repository.Documents().SelectMany(d => DocumentRules.MissingPaths(d, Repository.Read(d), Exists)));

    [Fact]
    public void Every_link_of_a_document_leads_somewhere() =>
        Assert.Empty(Repository.Documents().SelectMany(d => DocumentRules.DeadLinks(d, Repository.Read(d), Exists)));

    [Fact]
    public void The_rules_about_paths_can_fail()
    {
        Assert.Single(
            DocumentRules.MissingPaths("a.md", "see `src/Nowhere/File.cs` and `docs/a.md`", p => p == "docs/a.md")
        );
        Assert.Single(DocumentRules.DeadLinks("docs/a.md", "[x](nowhere.md#top) [y](b.md)", p => p == "docs/b.md"));
    }

    [Fact]
    public void Every_problem_that_is_sent_is_explained_and_no_other()
    {
        var thrown = Slugs(SlugInCode());
        var explained = SlugInDocument()
            .Matches(Repository.Read("docs/problems.md"))
            .Select(m => m.Groups["slug"].Value)
            .ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(thrown);
        Assert.Empty(DocumentRules.UnexplainedProblems(thrown, explained));
    }

    [Fact]
    public void Every_metric_is_documented_and_no_other()
    {
        var created = Slugs(MetricInCode());
        var listed = MetricInDocument()
            .Matches(Repository.Read("docs/metrics.md"))
            .Select(m => m.Groups["slug"].Value)
            .ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(created);
        Assert.Empty(DocumentRules.UndocumentedMetrics(created, listed));
    }

    [Fact]
    public void The_rules_about_lists_can_fail()
    {
        Assert.Equal(2, DocumentRules.UnexplainedProblems(Set("a", "b"), Set("b", "c")).Count());
        Assert.Equal(2, DocumentRules.UndocumentedMetrics(Set("a", "b"), Set("b", "c")).Count());
    }

    private static bool Exists(string path)
    {
        var full = Path.GetFullPath(Path.Combine(Repository.Root, path));
        return File.Exists(full) || Directory.Exists(full);
    }

    private static HashSet<string> Slugs(Regex pattern) =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => pattern.Matches(File.ReadAllText(file)))
            .Select(m => m.Groups["slug"].Value)
            .ToHashSet(StringComparer.Ordinal);

    private static HashSet<string> Set(params string[] items) => new(items, StringComparer.Ordinal);

    // A slug stands as a literal after a status in ProblemException's family, as `/problems/slug`, or as the first
    // argument of the exceptions that take one.
    [GeneratedRegex(
        @"(?:/problems/|(?:NotFoundException|ConflictException|NotAllowedException)\(\s*""|(?:ProblemException|base)\(\s*\d{3},\s*""|Status\d{3}\w+,\s*"")(?<slug>[a-z]+(?:-[a-z]+)*)(?![a-z_])",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex SlugInCode();

    [GeneratedRegex(@"^## `(?<slug>[a-z-]+)`", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex SlugInDocument();

    [GeneratedRegex(@"""(?<slug>monolith\.[a-z_]+(?:\.[a-z_]+)+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex MetricInCode();

    [GeneratedRegex(@"^\| `(?<slug>monolith\.[a-z_.]+)`", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex MetricInDocument();
}
