return await Monolith.KubernetesApi.Running.CommandLine.RunAsync(args);
