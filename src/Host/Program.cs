using Monolith.Host;
using Monolith.Platform.Engine;

// The engine's process is this same program under another verb. It starts without the host's services.
return args is [EngineProcess.Verb, ..] ? await EngineProcess.RunAsync() : await CommandLine.RunAsync(args);
