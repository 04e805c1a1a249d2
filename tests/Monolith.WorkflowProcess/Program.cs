using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monolith.Platform;
using Monolith.Platform.Workflows;

// A process to be killed: the embedded workflow engine alone.
//
// run DATA-FOLDER INSTANCES ACTIVITIES
//     Starts the instances that are not there yet, each with so many activities one after the other, and waits for all.
//     Prints "ready" once the engine runs, and at the end "finished RIGHT WRONG SECONDS PEAK-BYTES".
// hang DATA-FOLDER FILE
//     One instance with one activity, which adds its execution id to the file and, the first time, never ends. Prints
//     "finished OUTPUT" at the end.
var (verb, folder) = (args[0], args[1]);
var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
builder.Configuration.AddInMemoryCollection([new("Monolith:Runtime", "Embedded")]);
builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSingleton(new DataFolder(folder));
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddRuntime(builder.Configuration);
builder.Services.AddWorkflows(w =>
{
    w.RegisterWorkflow<int, int>("Sum", SumAsync);
    w.RegisterActivity<int, int>("Add", (_, number) => Task.FromResult(number + 1));
    w.RegisterWorkflow<string, string>("Hang", (context, file) => context.CallActivityAsync<string>("Note", file));
    w.RegisterActivity<string, string>("Note", NoteAsync);
});
using var host = builder.Build();
await host.StartAsync();
var workflows = host.Services.GetRequiredService<IWorkflowClient>();
Console.WriteLine("ready");
if (verb == "run")
{
    await RunAsync(int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture));
}
else
{
    if (await workflows.GetWorkflowStateAsync("hang") is null)
    {
        await workflows.ScheduleNewWorkflowAsync("Hang", "hang", args[2]);
    }

    var state = await workflows.WaitForWorkflowCompletionAsync("hang");
    Console.WriteLine($"finished {state.ReadOutputAs<string>()}");
}

await host.StopAsync();

async Task RunAsync(int instances, int activities)
{
    var watch = Stopwatch.StartNew();
    var (right, wrong) = (0, 0);
    var options = new ParallelOptions { MaxDegreeOfParallelism = 500 };
    await Parallel.ForAsync(
        0,
        instances,
        options,
        async (number, cancellationToken) =>
        {
            var id = $"sum-{number}";
            if (await workflows.GetWorkflowStateAsync(id, cancellationToken: cancellationToken) is null)
            {
                await workflows.ScheduleNewWorkflowAsync("Sum", id, activities, cancellationToken: cancellationToken);
            }

            var state = await workflows.WaitForWorkflowCompletionAsync(id, cancellationToken: cancellationToken);
            var history = await workflows.GetWorkflowHistoryAsync(id, cancellationToken);
            var isRight =
                state.ReadOutputAs<int>() == activities
                && history.Count(e => e.Type == "TaskScheduled") == activities
                && history.Count(e => e.Type == "TaskCompleted") == activities
                && history.Count(e => e.Type == "ExecutionCompleted") == 1;
            Interlocked.Increment(ref isRight ? ref right : ref wrong);
        }
    );
    var peak = Process.GetCurrentProcess().PeakWorkingSet64;
    Console.WriteLine(
        string.Create(
            CultureInfo.InvariantCulture,
            $"finished {right} {wrong} {watch.Elapsed.TotalSeconds:0.00} {peak}"
        )
    );
}

static async Task<int> SumAsync(WorkflowContext context, int activities)
{
    var sum = 0;
    for (var n = 0; n < activities; n++)
    {
        sum = await context.CallActivityAsync<int>("Add", sum);
    }

    return sum;
}

static async Task<string> NoteAsync(WorkflowActivityContext context, string file)
{
    await File.AppendAllTextAsync(file, context.TaskExecutionId + "\n");
    var runs = await File.ReadAllLinesAsync(file);
    if (runs.Length == 1)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
    }

    return $"run {runs.Length}";
}
