using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Monolith.Bench;

// In this process: the bodies and the pipeline are made once, and no second build of the solution is needed.
var config = DefaultConfig.Instance.AddJob(
    Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithIterationCount(8).AsDefault()
);
BenchmarkSwitcher.FromAssembly(typeof(DecodeSuite).Assembly).Run(args, config);
