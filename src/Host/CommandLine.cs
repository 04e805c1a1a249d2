using System.CommandLine;
using Monolith.Host.Auditing;
using Monolith.Host.Demo;
using Monolith.Host.Import;
using Monolith.Host.Serving;

namespace Monolith.Host;

/// <summary>The verbs of the program. Without one it serves.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand(
            "Monolith takes in logs, keeps them in ClickHouse and finds them again. Without a verb it serves."
        )
        {
            ServeCommand.Create(),
            ImportCommand.Create(),
            DemoCommand.Create(),
            AuditCommand.Create(),
            KeyCommand.Create(),
            ContractCommand.Create(),
            ConfigCommand.Create(),
            VersionCommand.Create(),
        };

        // `monolith --urls …` is `monolith serve --urls …`: settings are no options of the parser, and pass through.
        var serves = args.Length == 0 || (args[0].StartsWith('-') && !IsHelp(args[0]));
        var parsed = root.Parse(serves ? ["serve", .. args] : args);
        var code = await parsed.InvokeAsync();
        return parsed.Errors.Count > 0 && AuditCommand.IsVerifying(parsed) ? AuditCommand.WrongUsage : code;
    }

    private static bool IsHelp(string argument) => argument is "-h" or "-?" or "--help" or "--version";
}
