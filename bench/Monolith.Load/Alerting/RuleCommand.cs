using System.CommandLine;
using Monolith.Host.Sending;

namespace Monolith.Load.Alerting;

/// <summary>The verb <c>rules</c>: whether many rules are evaluated on time, and what that costs.</summary>
internal static class RuleCommand
{
    public static Command Create()
    {
        var server = new ServerOptions();
        var pidHost = new Option<int>("--pid-host")
        {
            Description = "The Host's process; by default the only one that runs.",
        };
        var rules = new Option<int>("--rules") { Description = "Rules.", DefaultValueFactory = _ => 1_000 };
        var interval = new Option<int>("--interval")
        {
            Description = "Seconds between two evaluations of a rule.",
            DefaultValueFactory = _ => 30,
        };
        var rounds = new Option<int>("--rounds")
        {
            Description = "Evaluations of each rule that are measured.",
            DefaultValueFactory = _ => 4,
        };
        var command = new Command(
            "rules",
            "Adds rules to a running Monolith, watches their evaluation, and removes them."
        )
        {
            server.Url,
            server.ApiKey,
            pidHost,
            rules,
            interval,
            rounds,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var host = parsed.GetValue(pidHost) is > 0 and var pid ? pid : ProcessMeter.FindHost();
                using var load = new RuleLoad(parsed.GetValue(server.Url)!, server.Key(parsed), host);
                await load.RunAsync(
                    parsed.GetValue(rules),
                    TimeSpan.FromSeconds(parsed.GetValue(interval)),
                    parsed.GetValue(rounds),
                    Console.Out,
                    cancellationToken
                );
            }
        );
        return command;
    }
}
