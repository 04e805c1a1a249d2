using System.CommandLine;
using Monolith.Processing.Contracts;

namespace Monolith.Host;

/// <summary><c>monolith contract check</c>: says whether a contract can be published, before it is. Needs no server.</summary>
internal static class ContractCommand
{
    private const int Good = 0;
    private const int Wrong = 1;
    private const int NotReadable = 2;

    private static readonly Argument<FileInfo> Document = new("FILE") { Description = "The contract: YAML or JSON." };

    private static readonly Option<FileInfo?> Against = new("--against")
    {
        Description = "The version that holds now. Finds what the new one breaks of its promises.",
    };

    public static Command Create()
    {
        var check = new Command("check", "Says what is wrong with a contract, if anything is.") { Document, Against };
        check.SetAction(CheckAsync);
        return new Command("contract", "Looks after schema contracts.") { check };
    }

    private static async Task<int> CheckAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        try
        {
            var text = await ReadAsync(parsed.GetValue(Document)!, cancellationToken);
            var against = parsed.GetValue(Against) is { } old ? await ReadAsync(old, cancellationToken) : null;
            var report = ContractCheck.Run(text, against);
            foreach (var line in Lines(report, parsed))
            {
                await output.WriteLineAsync(line);
            }

            return report is { Faults.Count: 0, Breaks.Count: 0 } ? Good : Wrong;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            await errors.WriteLineAsync($"The contract cannot be checked: {e.Message}");
            return NotReadable;
        }
    }

    private static IEnumerable<string> Lines(ContractReport report, ParseResult parsed)
    {
        yield return $"{parsed.GetValue(Document)!.Name}: contract {report.Name}";
        foreach (var fault in report.Faults)
        {
            yield return $"  wrong   {fault}";
        }

        foreach (var broken in report.Breaks)
        {
            yield return $"  breaks  {broken}";
        }

        foreach (var note in report.Notes)
        {
            yield return $"  changes {note}";
        }

        yield return report switch
        {
            { Faults.Count: > 0 } => "It cannot be published.",
            { Breaks.Count: > 0 } =>
                "It cannot be published under this number: give it the next major one, or mend it.",
            _ => "It can be published.",
        };
    }

    private static Task<string> ReadAsync(FileInfo file, CancellationToken cancellationToken) =>
        File.ReadAllTextAsync(file.FullName, cancellationToken);
}
