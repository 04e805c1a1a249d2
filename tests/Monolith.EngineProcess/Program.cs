using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Monolith.Platform;
using Monolith.Platform.Engine;

if (args is [EngineProcess.Verb, ..])
{
    return await EngineProcess.RunAsync();
}

// "host FOLDER": supervises an engine, says its process id when it answers, and waits to be killed.
var data = new DataFolder(args[1]);
using var supervisor = new EngineSupervisor(
    data,
    EngineEndpoint.In(data.Sub("engine")),
    new EngineStatus(),
    Options.Create(new EngineOptions()),
    TimeProvider.System,
    NullLogger<EngineSupervisor>.Instance
);
await supervisor.StartAsync(CancellationToken.None);
Console.WriteLine(supervisor.Status.Current.ProcessId);
await Task.Delay(Timeout.Infinite);
return 0;
