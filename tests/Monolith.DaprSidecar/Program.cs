using Monolith.DaprSidecar.Running;

return await CommandLine.RunAsync(args);
