using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Monolith.Alerting.Tests.Notifications.Support;

/// <summary>Debian's Alertmanager, alone and in a folder of its own.</summary>
internal sealed partial class AlertmanagerProcess : IAsyncDisposable
{
    private const string Program = "/usr/bin/prometheus-alertmanager";

    private readonly TemporaryFolder _folder;
    private readonly Process _process;
    private readonly HttpClient _http;

    private AlertmanagerProcess(TemporaryFolder folder, Process process, string url)
    {
        (_folder, _process, Url) = (folder, process, url);
        _http = new HttpClient { BaseAddress = new Uri(url) };
    }

    /// <summary>Whether it is installed on this machine.</summary>
    public static bool IsInstalled => File.Exists(Program);

    /// <summary>Its address.</summary>
    public string Url { get; }

    /// <summary>Starts it.</summary>
    /// <param name="webhook">Where it sends webhooks of its own.</param>
    public static async Task<AlertmanagerProcess> StartAsync(string webhook)
    {
        var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            folder.File("alertmanager.yml"),
            $"""
            route:
              receiver: team
              group_by: [alertname]
              group_wait: 1s
              group_interval: 1s
            receivers:
              - name: team
                webhook_configs:
                  - url: {webhook}
            """
        );
        var start = new ProcessStartInfo(
            Program,
            [
                $"--config.file={folder.File("alertmanager.yml")}",
                $"--storage.path={folder.File("data")}",
                "--web.listen-address=127.0.0.1:0",
                "--cluster.listen-address=",
            ]
        )
        {
            RedirectStandardError = true,
        };
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.Exited += (_, _) =>
            address.TrySetException(new InvalidOperationException("Alertmanager ended at once."));
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text && Listening().Match(text) is { Success: true } match)
            {
                address.TrySetResult(match.Groups["address"].Value);
            }
        };
        process.Start();
        process.BeginErrorReadLine();
        return new AlertmanagerProcess(folder, process, $"http://{await address.Task}");
    }

    /// <summary>The alerts that fire there.</summary>
    public async Task<IReadOnlyList<JsonNode>> AlertsAsync()
    {
        var text = await _http.GetStringAsync(new Uri("/api/v2/alerts", UriKind.Relative));
        return [.. JsonNode.Parse(text)!.AsArray().Select(a => a!)];
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    [GeneratedRegex(@"msg=""Listening on"" address=(?<address>\S+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Listening();
}
