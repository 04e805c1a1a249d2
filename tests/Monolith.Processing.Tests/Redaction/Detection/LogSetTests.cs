using System.Net;
using System.Net.NetworkInformation;
using System.Text;
using System.Text.RegularExpressions;
using Monolith.Testing;

namespace Monolith.Processing.Tests.Redaction.Detection;

/// <summary>What is found in real logs, where a folder of them lies beside the checkout: they are not part of it.</summary>
public sealed partial class LogSetTests
{
    private const double MostWrong = 0.001;

    [Fact]
    public void In_real_logs_hardly_a_line_is_touched_that_holds_nothing()
    {
        var files = LogSets();
        var redactor = Some.Redactor();
        var (lines, wrong) = (0, new List<string>());
        foreach (var line in files.SelectMany(file => File.ReadLines(file, Encoding.UTF8)))
        {
            lines++;
            if (redactor.Found(line).FirstOrDefault(found => !IsTrue(found)) is { } mistake)
            {
                wrong.Add($"{mistake} in {line}");
            }
        }

        Assert.True(wrong.Count <= lines * MostWrong, $"{wrong.Count} of {lines}: {string.Join('\n', wrong.Take(40))}");
    }

    private static string[] LogSets()
    {
        for (var folder = new DirectoryInfo(Repository.Root); folder is not null; folder = folder.Parent)
        {
            var sets = Path.Combine(folder.FullName, "shared", "data", "loghub");
            if (Directory.Exists(sets))
            {
                return Directory.GetFiles(sets, "*.log");
            }
        }

        return [];
    }

    // A second opinion, written in another way than the detectors.
    private static bool IsTrue(string found) =>
        found.Split(':', 2) switch
        {
            ["ip", var address] => IPAddress.TryParse(address, out _),
            ["mac", var address] => PhysicalAddress.TryParse(address, out _),
            ["email", var address] => Mail().IsMatch(Uri.UnescapeDataString(address)),
            _ => false,
        };

    [GeneratedRegex(
        @"^[\w.+-]+@([a-z0-9-]+\.)+[a-z]{2,6}(@|$)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Mail();
}
