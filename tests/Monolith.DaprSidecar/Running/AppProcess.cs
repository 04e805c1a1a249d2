using System.Diagnostics;

namespace Monolith.DaprSidecar.Running;

/// <summary>The command of an app, with the environment that <c>dapr run</c> gives.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(15);
    private readonly Process _process;

    private AppProcess(Process process) => _process = process;

    /// <summary>Starts the command. Its lines go to the console, each with the app's id before it.</summary>
    public static AppProcess Start(RunFileApp app, Sidecar sidecar, TextWriter console)
    {
        var start = new ProcessStartInfo(app.Command[0], app.Command.Skip(1))
        {
            WorkingDirectory = app.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in app.Environment.Concat(Given(app, sidecar)))
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Write(line.Data);
        process.ErrorDataReceived += (_, line) => Write(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new AppProcess(process);

        void Write(string? line)
        {
            if (line is not null)
            {
                console.WriteLine($"== APP - {app.Sidecar.AppId} == {line}");
            }
        }
    }

    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Asks the app to stop, and ends it when it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var signal = Process.Start("kill", ["-TERM", _process.Id.ToString()]);
            await signal.WaitForExitAsync();
            await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(StopBound));
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static Dictionary<string, string> Given(RunFileApp app, Sidecar sidecar)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["APP_ID"] = app.Sidecar.AppId,
            ["DAPR_HTTP_PORT"] = sidecar.HttpEndpoint.Port.ToString(),
            ["DAPR_GRPC_PORT"] = sidecar.GrpcEndpoint.Port.ToString(),
        };
        if (app.Sidecar.AppPort is { } port)
        {
            given["APP_PORT"] = port.ToString();
        }

        return given;
    }
}
