using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Monolith.Testing;

/// <summary>The real program in a process of its own, on free ports and a data folder of the test's choice. For test projects
/// that refer to the host.</summary>
public sealed partial class HostProcess : IAsyncDisposable
{
    private static readonly string[] FreePorts =
    [
        "--urls=http://127.0.0.1:0",
        "--Modules:Ingest:Grpc:Address=127.0.0.1:0",
    ];

    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(5);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private HostProcess(Process process) => _process = process;

    /// <summary>Speaks to the host. Its base address is known once <see cref="StartAsync"/> has returned.</summary>
    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>The host's process id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Everything that it has written to its console so far.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts the host and waits until it is ready.</summary>
    public static async Task<HostProcess> StartAsync(string dataPath, params string[] settings)
    {
        var host = Launch([.. FreePorts, $"--Monolith:DataPath={dataPath}", .. settings]);
        try
        {
            await Eventually.HoldsAsync(
                () => host.IsGreetingOut() || host._process.HasExited,
                "the host says that it is ready",
                TimeSpan.FromSeconds(90)
            );
            host.Http.BaseAddress = new Uri(
                ListensOn().Match(host.Output) is { Success: true } match
                    ? match.Groups["url"].Value
                    : throw new InvalidOperationException($"The host did not start:\n{host.Output}")
            );
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs the program to its end.</summary>
    /// <returns>Its exit code and what it wrote.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        await using var program = Launch(arguments);
        await program._process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(120));
        program._process.WaitForExit(); // until both outputs are read to their ends
        return (program._process.ExitCode, program.Output);
    }

    /// <summary>Where the host listens for something beside HTTP, by the name in its greeting.</summary>
    public IPEndPoint Listener(string name) =>
        IPEndPoint.Parse(
            Regex
                .Match(Output, $@"^\s+{Regex.Escape(name)}\s+(?<at>\S+:\d+)$", RegexOptions.Multiline, MatchTimeout)
                .Groups["at"]
                .Value
        );

    /// <summary>Sends the key with every request from here on.</summary>
    public HostProcess With(string key)
    {
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return this;
    }

    /// <summary>Kills the host as a power cut would: no handler runs.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Stops the host in its tracks: it keeps its connections and answers nothing.</summary>
    public void Freeze() => _ = Kill(_process.Id, SigStop);

    /// <summary>Lets a frozen host go on.</summary>
    public void Thaw() => _ = Kill(_process.Id, SigCont);

    /// <summary>Asks the host to stop and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        if (!_process.HasExited)
        {
            _ = Kill(_process.Id, SigTerm);
        }

        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static HostProcess Launch(string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "monolith"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // The tests' own environment must not decide what the program does.
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToList())
        {
            start.Environment.Remove(name);
        }

        var process = new Process { StartInfo = start };
        var host = new HostProcess(process);
        process.OutputDataReceived += (_, line) => host.Keep(line.Data);
        process.ErrorDataReceived += (_, line) => host.Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        return host;
    }

    private static bool IsSetting(string name) =>
        name.StartsWith("Monolith__", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("DAPR_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase);

    private bool IsGreetingOut() => ListensOn().IsMatch(Output);

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    [GeneratedRegex(@"Listens on\s+(?<url>http://\S+)", RegexOptions.ExplicitCapture)]
    private static partial Regex ListensOn();
}
