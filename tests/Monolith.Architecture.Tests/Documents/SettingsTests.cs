using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Monolith.Access;
using Monolith.Alerting;
using Monolith.Audit;
using Monolith.Explore;
using Monolith.Healing;
using Monolith.Ingest;
using Monolith.Platform.Slices;
using Monolith.Processing;
using Monolith.Storage;

namespace Monolith.Architecture.Tests.Documents;

/// <summary>docs/configuration.md lists every setting with its default, and no other.</summary>
public sealed partial class SettingsTests
{
    private static readonly Assembly[] Assemblies =
    [
        typeof(IModule).Assembly,
        typeof(AccessModule).Assembly,
        typeof(IngestModule).Assembly,
        typeof(ProcessingModule).Assembly,
        typeof(StorageModule).Assembly,
        typeof(ExploreModule).Assembly,
        typeof(AuditModule).Assembly,
        typeof(AlertingModule).Assembly,
        typeof(HealingModule).Assembly,
    ];

    // Read by the host before there are services, or by a loop over all modules.
    private static readonly string[] WithoutOptionsClass =
    [
        "| `Monolith:DataPath` | `data` |",
        "| `Monolith:Runtime` | none |",
        "| `Monolith:Telemetry:OtlpEndpoint` | none |",
        "| `Modules:NAME:Enabled` | `true` |",
    ];

    [Fact]
    public void Every_setting_is_documented_with_its_default_and_no_other()
    {
        var documented = SettingInDocument()
            .Matches(Repository.Read("docs/configuration.md"))
            .Select(m => m.Value.TrimEnd())
            .Order(StringComparer.Ordinal);

        var known = Sections().SelectMany(Rows).Concat(WithoutOptionsClass).Order(StringComparer.Ordinal);

        Assert.Equal(known, documented);
    }

    /// <summary>Each options class with the section that the code binds it to.</summary>
    private static IEnumerable<(string Section, Type Options)> Sections() =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Binding().Matches(File.ReadAllText(file)))
            .Select(m => (m.Groups["options"].Value, m.Groups["literal"].Value))
            .Select(b => (Name: b.Item1, Literal: b.Item2, Type: FindType(b.Item1)))
            .Select(b => (b.Literal.Length > 0 ? b.Literal : SectionConstant(b.Type), b.Type));

    private static Type FindType(string name) => Assemblies.SelectMany(a => a.GetTypes()).Single(t => t.Name == name);

    private static string SectionConstant(Type options) =>
        (string)
            options
                .GetField("Section", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
                .GetValue(null)!;

    private static IEnumerable<string> Rows((string Section, Type Options) bound)
    {
        var defaults = Activator.CreateInstance(bound.Options);
        return bound
            .Options.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(p => p.CanWrite)
            .Select(p => $"| `{bound.Section}:{p.Name}` | {Text(p.GetValue(defaults))} |");
    }

    private static string Text(object? value) =>
        value switch
        {
            null or "" => "none",
            string text => $"`{text}`",
            bool flag => flag ? "`true`" : "`false`",
            IEnumerable list when !list.Cast<object>().Any() => "none",
            IEnumerable list => string.Join(", ", list.Cast<object>().Select(Text)),
            IFormattable number => $"`{number.ToString(null, CultureInfo.InvariantCulture)}`",
            _ => $"`{value}`",
        };

    [GeneratedRegex(
        @"AddOptions<(?<options>\w+)>\(\)\s*\.BindConfiguration\((?:""(?<literal>[^""]+)""|\w+\.Section)\)",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Binding();

    [GeneratedRegex(@"^\| `(?:Monolith|Modules):[^|]+\|[^|]+\|", RegexOptions.Multiline)]
    private static partial Regex SettingInDocument();
}
