using System.Text.RegularExpressions;

namespace Monolith.Architecture.Tests.Documents;

/// <summary>docs/security.md, and what docs/audit.md says of tampering, name tests that exist.</summary>
public sealed partial class SecurityTests
{
    [Fact]
    public void Every_promise_of_security_names_a_test_that_is_there()
    {
        var tests = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText, StringComparer.Ordinal);

        var missing = Rows()
            .SelectMany(row => TestName().Matches(row))
            .Where(test => !tests[test.Groups["class"].Value].Any(code => IsIn(code, test.Groups["method"].Value)))
            .Select(test => test.Value);

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_promise_of_the_page_names_a_test_that_is_there() =>
        Assert.All(
            Rows().SelectMany(row => PageTestName().Matches(row)),
            test =>
                Assert.Contains(
                    $"test('{test.Groups["name"].Value}',",
                    Repository.Read($"src/Web/src/{test.Groups["file"].Value}"),
                    StringComparison.Ordinal
                )
        );

    [Fact]
    public void No_promise_of_security_is_without_a_test() =>
        Assert.DoesNotContain(Rows(), row => !TestName().IsMatch(row) && !PageTestName().IsMatch(row));

    [Fact]
    public void Each_kind_of_tampering_is_named_in_order_with_its_test()
    {
        var rows = RowsOf("docs/audit.md");

        Assert.Equal(14, rows.Count);
        Assert.All(
            rows.Index(),
            row => Assert.Contains($"`TamperingTests.Kind_{row.Index + 1:00}_", row.Item, StringComparison.Ordinal)
        );
    }

    private static List<string> Rows() => [.. RowsOf("docs/security.md"), .. RowsOf("docs/audit.md")];

    private static List<string> RowsOf(string document)
    {
        var rows = Row().Matches(Repository.Read(document)).Select(row => row.Value).ToList();
        Assert.NotEmpty(rows);
        return rows;
    }

    private static bool IsIn(string code, string method) => code.Contains($" {method}(", StringComparison.Ordinal);

    [GeneratedRegex(@"^\| \d+\..*$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<class>\w+Tests)\.(?<method>\w+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex TestName();

    [GeneratedRegex(@"`(?<file>[\w/]+\.test\.ts): (?<name>[^`]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex PageTestName();
}
