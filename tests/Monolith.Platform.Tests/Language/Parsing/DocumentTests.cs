using System.Text.RegularExpressions;
using Monolith.Platform.Language.Parsing;
using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Tests.Language.Parsing;

/// <summary>docs/query-language.md says nothing that is not so.</summary>
public sealed class DocumentTests
{
    private static readonly string Document = Repository.Read("docs/query-language.md");

    [Fact]
    public void Every_example_is_understood()
    {
        var examples = Examples().ToList();

        Assert.InRange(examples.Count, 20, int.MaxValue);
        Assert.All(
            examples,
            example => Assert.True(LogQueryParser.Parse(example).Diagnostics.Count == 0, Describe(example))
        );
    }

    [Fact]
    public void Every_condition_of_the_tables_is_understood()
    {
        var conditions = Section("## Which records", "### Case")
            .Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => CodeOf(line.Replace("\\|", "¦", StringComparison.Ordinal).Split('|')[1]))
            .Select(code => code.Replace('¦', '|'))
            .ToList();

        Assert.InRange(conditions.Count, 30, int.MaxValue);
        Assert.All(
            conditions,
            condition => Assert.True(LogQueryParser.Parse(condition).Diagnostics.Count == 0, Describe(condition))
        );
    }

    [Fact]
    public void Every_field_and_every_other_name_for_it_is_listed()
    {
        var rows = Section("## Fields", "Every other name")
            .Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|'))
            .ToDictionary(cells => CodeOf(cells[1]).Single(), cells => CodeOf(cells[2]).Order(StringComparer.Ordinal));

        Assert.Equal(LogFields.All.Keys.Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));
        Assert.All(
            rows,
            row =>
                Assert.Equal(
                    LogFields
                        .Aliases.Where(alias => alias.Value == row.Key)
                        .Select(alias => alias.Key)
                        .Order(StringComparer.Ordinal),
                    row.Value
                )
        );
    }

    private static IEnumerable<string> Examples()
    {
        var isExample = false;
        foreach (var line in Document.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isExample = !isExample;
            }
            else if (isExample)
            {
                yield return line;
            }
        }
    }

    private static string Section(string from, string to)
    {
        var start = Document.IndexOf(from, StringComparison.Ordinal);
        return Document[start..Document.IndexOf(to, start, StringComparison.Ordinal)];
    }

    private static IEnumerable<string> CodeOf(string cell) =>
        Regex.Matches(cell, "`[^`]+`", RegexOptions.NonBacktracking).Select(match => match.Value.Trim('`'));

    private static string Describe(string text) =>
        $"{text}: {string.Join(' ', LogQueryParser.Parse(text).Diagnostics.Select(diagnostic => diagnostic.Message))}";
}
