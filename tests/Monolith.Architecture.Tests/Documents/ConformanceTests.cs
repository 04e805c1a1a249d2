using System.Text.RegularExpressions;

namespace Monolith.Architecture.Tests.Documents;

/// <summary>docs/dapr-conformance.md says which statement of Dapr's contract is tested. That must be so.</summary>
public sealed partial class ConformanceTests
{
    private const string SidecarTests = "tests/Monolith.DaprSidecar.Tests/";

    private static readonly (string Group, int Statements)[] Groups =
    [
        ("E", 10),
        ("P", 15),
        ("B", 11),
        ("T", 11),
        ("H", 8),
        ("G", 11),
        ("W", 30),
    ];

    [Fact]
    public void Every_statement_stands_in_the_document_once()
    {
        var all = Groups.SelectMany(g => Enumerable.Range(1, g.Statements).Select(n => $"{g.Group}{n}"));

        Assert.Equal(all, Rows().Select(row => row.Id));
    }

    [Fact]
    public void Every_statement_that_is_called_tested_has_its_number_in_the_name_of_a_test()
    {
        var tests = TestNames();

        Assert.Empty(Rows().Where(row => row.Held == "tested").SelectMany(row => Untested(row, tests)));
    }

    [Fact]
    public void A_statement_without_a_test_says_why() =>
        Assert.All(Rows(), row => Assert.True(row.Held == "tested" || row.Held.Length > 20, row.Id));

    [Fact]
    public void The_rule_about_tests_can_fail()
    {
        var tests = new[] { (SidecarTests + "A.cs", "P1") };

        Assert.Empty(Untested(new Row("P1", "S", "tested"), tests));
        Assert.Single(Untested(new Row("P1", "A", "tested"), tests));
        Assert.Single(Untested(new Row("P2", "S", "tested"), tests));
    }

    private static IEnumerable<string> Untested(Row row, IReadOnlyCollection<(string File, string Id)> tests)
    {
        var isOfSidecar = row.Side == "S";
        var isTested = tests.Any(test =>
            test.Id == row.Id && test.File.StartsWith(SidecarTests, StringComparison.Ordinal) == isOfSidecar
        );
        return isTested ? [] : [$"{row.Id} ({row.Side}) has no test"];
    }

    private static IReadOnlyList<Row> Rows() =>
        [
            .. StatementRow()
                .Matches(Repository.Read("docs/dapr-conformance.md"))
                .Select(m => new Row(m.Groups["id"].Value, m.Groups["side"].Value, m.Groups["held"].Value.Trim())),
        ];

    private static IReadOnlyCollection<(string File, string Id)> TestNames() =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
                .SelectMany(file =>
                    NumberedTest()
                        .Matches(File.ReadAllText(file))
                        .Select(m => (Path.GetRelativePath(Repository.Root, file), m.Groups["id"].Value))
                ),
        ];

    private sealed record Row(string Id, string Side, string Held);

    [GeneratedRegex(
        @"^\| (?<id>[EPBTHGW]\d+) \| (?<side>SA|S|A) \| [^|]+ \| (?<held>[^|]+)\|",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex StatementRow();

    [GeneratedRegex(@"(?:void|Task) (?<id>[EPBTHGW]\d+)_\w+\(", RegexOptions.ExplicitCapture)]
    private static partial Regex NumberedTest();
}
