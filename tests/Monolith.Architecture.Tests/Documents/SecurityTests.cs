using System.Text.RegularExpressions;

namespace Monolith.Architecture.Tests.Documents;

/// <summary>docs/security.md names tests that exist.</summary>
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
    public void No_promise_of_security_is_without_a_test() =>
        Assert.DoesNotContain(Rows(), row => !TestName().IsMatch(row));

    private static List<string> Rows()
    {
        var rows = Row().Matches(Repository.Read("docs/security.md")).Select(row => row.Value).ToList();
        Assert.NotEmpty(rows);
        return rows;
    }

    private static bool IsIn(string code, string method) => code.Contains($" {method}(", StringComparison.Ordinal);

    [GeneratedRegex(@"^\| \d+\..*$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<class>\w+Tests)\.(?<method>\w+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex TestName();
}
