using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Monolith.Host.Tests.Documents;

/// <summary>Runs the curl examples of the documents against the real program, so that they stay true.</summary>
public sealed partial class DocumentedExamplesTests
{
    private const string DocumentedAddress = "http://127.0.0.1:8080";
    private const string DocumentedId = "7434871298371289088";
    private const string DocumentedAlert = "4d5bd5a4e2a7c3f1";

    private static readonly string[] Documents =
    [
        "README.md",
        "docs/search.md",
        "docs/explore-api.md",
        "docs/explore-logs.md",
        "docs/alerting/rules.md",
        "docs/alerting/notifications.md",
        "docs/healing.md",
        "docs/audit.md",
        "docs/metrics.md",
        "docs/ingest/http-json.md",
        "docs/ingest/idempotency.md",
        "docs/ingest/loki.md",
        "docs/ingest/quarantine.md",
        "docs/ingest/otlp.md",
        "docs/ingest/seq.md",
        "docs/ingest/traces.md",
        "docs/ingest/splunk.md",
    ];

    [Fact]
    public async Task Every_curl_example_in_the_documents_works()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.File("data"));
        var examples = Documents.SelectMany(Examples).ToList();
        Assert.NotEmpty(examples);
        var id = await IdOfARecordAsync(host.Http);
        var alert = await AlertThatFiresAsync(host.Http);

        foreach (var documented in examples)
        {
            var example = documented
                .Replace(DocumentedId, id, StringComparison.Ordinal)
                .Replace(DocumentedAlert, alert, StringComparison.Ordinal);
            var (exitCode, output) = await RunAsync(
                example,
                host.Http.BaseAddress!.ToString().TrimEnd('/'),
                folder.Path
            );

            Assert.True(exitCode == 0, $"{example}\nended with {exitCode}:\n{output}");
        }
    }

    /// <summary>The id of a record that is there, for examples that name one.</summary>
    private static async Task<string> IdOfARecordAsync(HttpClient http)
    {
        using var body = new StringContent("""{"message":"here"}""", null, "application/json");
        (await http.PostAsync("/api/v1/logs", body)).EnsureSuccessStatusCode();
        string? id = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                using var page = JsonDocument.Parse(await http.GetStringAsync("/api/v1/logs?limit=1"));
                id = page.RootElement.GetProperty("records").EnumerateArray().FirstOrDefault()
                    is { ValueKind: JsonValueKind.Object } record
                    ? record.GetProperty("id").GetString()
                    : null;
                return id is not null;
            },
            "the record is found"
        );
        return id!;
    }

    /// <summary>The fingerprint of an alert that fires, for examples that name one.</summary>
    private static async Task<string> AlertThatFiresAsync(HttpClient http)
    {
        using var rule = new StringContent(
            """{"name":"Always","measure":{"kind":"count"},"operator":">=","threshold":0,"interval":"1s"}""",
            null,
            "application/json"
        );
        (await http.PostAsync("/api/v1/alerts/rules", rule)).EnsureSuccessStatusCode();
        string? fingerprint = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                using var firing = JsonDocument.Parse(
                    await http.GetStringAsync("/api/v1/alerts?rule=always&state=firing")
                );
                fingerprint = firing.RootElement.GetProperty("alerts").EnumerateArray().FirstOrDefault()
                    is { ValueKind: JsonValueKind.Object } alert
                    ? alert.GetProperty("fingerprint").GetString()
                    : null;
                return fingerprint is not null;
            },
            "an alert fires"
        );
        return fingerprint!;
    }

    /// <returns>The commands that begin with curl, each whole: a line that ends in a backslash or in the middle of quotes goes
    /// on. Those about ID are left out: it stands for one that the reader has.</returns>
    private static IEnumerable<string> Examples(string document)
    {
        foreach (Match block in ShellBlock().Matches(Repository.Read(document)))
        {
            var command = "";
            foreach (
                var line in block
                    .Groups["text"]
                    .Value.Split('\n')
                    .Select(l => l.StartsWith("$ ", StringComparison.Ordinal) ? l[2..] : l)
            )
            {
                command = command.Length > 0 ? $"{command}\n{line}" : line;
                if (line.EndsWith('\\') || command.Count(c => c == '\'') % 2 == 1)
                {
                    continue;
                }

                if (
                    command.StartsWith("curl ", StringComparison.Ordinal)
                    && !command.Contains("/ID", StringComparison.Ordinal)
                )
                {
                    yield return command;
                }

                command = "";
            }
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string example, string address, string folder)
    {
        // A tail goes on for ever: two seconds of it show that it works, and curl then ends with 28 (timed out).
        var isTail = example.Contains("/tail", StringComparison.Ordinal);
        var command = example
            .Replace(DocumentedAddress, address, StringComparison.Ordinal)
            .Replace(
                "curl ",
                $"curl --silent --show-error --fail-with-body --max-time {(isTail ? 2 : 30)} ",
                StringComparison.Ordinal
            );
        using var shell = Process.Start(
            new ProcessStartInfo("bash", ["-o", "pipefail", "-c", command])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder,
            }
        )!;
        var output = shell.StandardOutput.ReadToEndAsync();
        var errors = shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();
        var exitCode = isTail && shell.ExitCode == 28 ? 0 : shell.ExitCode;
        return (exitCode, await output + await errors);
    }

    [GeneratedRegex(@"```(?:sh|bash|console)\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex ShellBlock();
}
