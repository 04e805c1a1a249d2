using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Monolith.DaprSidecar;

namespace Monolith.Host.Tests.Dapr;

/// <summary>One of the services in examples/, in a process of its own, beside a sidecar.</summary>
internal sealed partial class ExampleService : IAsyncDisposable
{
    private const int SigTerm = 15;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private ExampleService(Process process) => _process = process;

    /// <summary>Speaks to the service.</summary>
    public HttpClient Http { get; } = new();

    /// <summary>Starts the service as <c>dapr run</c> would, and waits until it listens.</summary>
    public static async Task<ExampleService> StartAsync(
        string folder,
        string program,
        string[] arguments,
        string appId,
        Sidecar sidecar
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Path.Combine(Repository.Root, folder),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["APP_ID"] = appId;
        start.Environment["APP_PORT"] = "0";
        start.Environment["DAPR_HTTP_PORT"] = $"{sidecar.HttpEndpoint.Port}";
        start.Environment["DAPR_GRPC_PORT"] = $"{sidecar.GrpcEndpoint.Port}";
        var service = new ExampleService(new Process { StartInfo = start });
        try
        {
            await service.ListenAsync();
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks the service to stop and waits until it has, which it does once its logs are out.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        _ = Kill(_process.Id, SigTerm);
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task ListenAsync()
    {
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var port = "";
        await Eventually.HoldsAsync(
            () =>
            {
                port = ListensOn().Match(string.Join('\n', _output)).Groups["port"].Value;
                return port.Length > 0 || _process.HasExited;
            },
            "the service listens"
        );
        Http.BaseAddress = new Uri(
            port.Length > 0
                ? $"http://127.0.0.1:{port}"
                : throw new InvalidOperationException($"The service ended:\n{string.Join('\n', _output)}")
        );
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    [GeneratedRegex(@"(?:listening on: http://127\.0\.0\.1:|listens on )(?<port>\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex ListensOn();
}
