using System.CommandLine;

namespace Monolith.Load.Workflows;

/// <summary>The verb <c>workflows</c>: what the embedded workflow engine takes, and that it loses nothing.</summary>
internal static class WorkflowCommand
{
    public static Command Create()
    {
        var instances = new Option<int>("--instances")
        {
            Description = "Instances.",
            DefaultValueFactory = _ => 10_000,
        };
        var activities = new Option<int>("--activities")
        {
            Description = "Activities of each, one after the other.",
            DefaultValueFactory = _ => 5,
        };
        var kills = new Option<int>("--kills") { Description = "How often the process is killed on the way." };
        var command = new Command("workflows", "Measures the embedded workflow engine, in a process of its own.")
        {
            instances,
            activities,
            kills,
        };
        command.SetAction(parsed =>
            new WorkflowLoad(parsed.GetValue(instances), parsed.GetValue(activities), parsed.GetValue(kills)).RunAsync(
                Console.Out
            )
        );
        return command;
    }
}
