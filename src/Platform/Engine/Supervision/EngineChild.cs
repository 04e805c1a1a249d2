using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Monolith.Platform.Engine.Child;

namespace Monolith.Platform.Engine.Supervision;

/// <summary>One engine process, from start to end.</summary>
internal sealed partial class EngineChild : IDisposable
{
    private const int LongestLine = 2000;
    private const int Terminate = 15;

    private readonly Process _process;
    private readonly ILogger _log;
    private readonly Task _output;
    private volatile string? _lastLine;

    private EngineChild(Process process, ILogger log)
    {
        (_process, _log) = (process, log);
        _output = Task.WhenAll(RelayAsync(process.StandardError), RelayAsync(process.StandardOutput));
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts the process and tells it what it is to do.</summary>
    public static async Task<EngineChild> StartAsync(EngineLaunch launch, ILogger log)
    {
        var process = Process.Start(EngineProgram.StartInfo(launch.Options.Program))!;
        var child = new EngineChild(process, log);
        try
        {
            // Standard input stays open: its end is how the process learns that this one is gone.
            await process.StandardInput.WriteLineAsync(launch.ToLine());
            await process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It ended before it read a word; whoever waits for it to answer finds that out, with its own reason.
        }

        return child;
    }

    /// <summary>Waits for the end of the process.</summary>
    /// <returns>Why it ended.</returns>
    public async Task<string> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _output;
        return _process.ExitCode == ExitCode.CannotStart && _lastLine is { } reason
            ? reason
            : $"process {Id} ended with code {_process.ExitCode}"
                + (_lastLine is { } line ? $" after saying: {line}" : "");
    }

    /// <summary>Asks the process to stop, and kills it if it does not in time.</summary>
    public async Task StopAsync(TimeSpan bound)
    {
        if (!_process.HasExited)
        {
            _ = SendSignal(Id, Terminate);
        }

        using var timeout = new CancellationTokenSource(bound);
        try
        {
            await EndAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            _log.Killed(bound);
            _process.Kill(entireProcessTree: true);
            await EndAsync(CancellationToken.None);
        }
    }

    public void Dispose() => _process.Dispose();

    private async Task RelayAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var bounded = line.Length <= LongestLine ? line : line[..LongestLine];
            _lastLine = bounded;
            _log.Line(bounded);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
