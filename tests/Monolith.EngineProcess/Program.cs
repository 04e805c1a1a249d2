using Monolith.Platform.Engine;

return await EngineProcess.RunAsync();
