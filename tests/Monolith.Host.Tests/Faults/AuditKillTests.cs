using System.Collections.Concurrent;
using System.Formats.Tar;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Monolith.Audit.Contracts;

namespace Monolith.Host.Tests.Faults;

/// <summary>Host and engine are killed while others tell the audit trail: between an entry and its answer, its row, its tile, its
/// checkpoint, wherever that happens to be.</summary>
public sealed class AuditKillTests
{
    private const int Writers = 8;
    private static readonly int Rounds = Environment.GetEnvironmentVariable("MONOLITH_LONG_TESTS") is null ? 3 : 30;

    private readonly Random _random = new(20261123);
    private readonly ConcurrentQueue<string> _acknowledged = [];
    private int _next;

    [Fact]
    public async Task No_acknowledged_entry_of_the_trail_is_lost_or_doubled_and_it_is_whole_after_each_kill()
    {
        using var folder = new TemporaryFolder();
        string? noted = null;
        for (var round = 0; round < Rounds; round++)
        {
            await using var host = await HostProcess.StartAsync(folder.File("data"));
            var telling = Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => TellAsync(host)));
            await MoreAcknowledgedAsync();
            if (round % 2 == 1)
            {
                EngineOf.Kill(host);
                await MoreAcknowledgedAsync();
            }

            noted = await CheckpointAsync(host) ?? noted;
            await host.KillAsync();
            await telling;
        }

        await using var last = await HostProcess.StartAsync(folder.File("data"));
        var export = folder.File("export");
        await ExportAsync(last, export);
        var trust = new TrailTrust { Checkpoints = noted is null ? [] : [noted] };
        var verdict = await TrailVerifier.VerifyAsync(export, trust, default);

        Assert.True(verdict.Fault is null, $"{verdict.Fault}");
        var told = await ToldAsync(export);
        Assert.Equal(told.Count, told.Distinct(StringComparer.Ordinal).Count());
        Assert.NotEmpty(_acknowledged);
        Assert.Empty(_acknowledged.Except(told, StringComparer.Ordinal));
    }

    private async Task TellAsync(HostProcess host)
    {
        while (true)
        {
            var id = $"{Interlocked.Increment(ref _next)}";
            var told = new
            {
                id,
                time = "2026-03-04T05:06:07Z",
                action = "account.login_failed",
                actor = new { type = "service", id = "accounts" },
                target = new { type = "account", id },
                source = new { service = "accounts" },
            };
            try
            {
                using var answer = await host.Http.PostAsJsonAsync("/api/v1/audit/events", told);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    _acknowledged.Enqueue($"domain.{id}");
                }
            }
            catch (HttpRequestException)
            {
                return; // killed
            }
        }
    }

    private Task MoreAcknowledgedAsync()
    {
        var target = _acknowledged.Count + _random.Next(20, 400);
        return Eventually.HoldsAsync(
            () => _acknowledged.Count >= target,
            "the trail goes on taking entries",
            TimeSpan.FromSeconds(60)
        );
    }

    /// <summary>What somebody outside has noted: whatever was signed once must hold for ever.</summary>
    private static async Task<string?> CheckpointAsync(HostProcess host)
    {
        using var answer = await host.Http.GetAsync("/api/v1/audit/checkpoint");
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : null;
    }

    private static async Task ExportAsync(HostProcess host, string folder)
    {
        Directory.CreateDirectory(folder);
        await Eventually.HoldsAsync(
            async () =>
            {
                using var answer = await host.Http.GetAsync("/api/v1/audit/export");
                if (!answer.IsSuccessStatusCode)
                {
                    return false; // the newest entries are on their way to ClickHouse
                }

                await using var archive = await answer.Content.ReadAsStreamAsync();
                await TarFile.ExtractToDirectoryAsync(archive, folder, overwriteFiles: false);
                return true;
            },
            "the trail is given out",
            TimeSpan.FromSeconds(90)
        );
    }

    private static async Task<IReadOnlyList<string>> ToldAsync(string export)
    {
        var ids = new List<string>();
        foreach (var segment in Directory.EnumerateFiles(Path.Combine(export, "segments")))
        {
            await foreach (var line in File.ReadLinesAsync(segment))
            {
                using var read = JsonDocument.Parse(line);
                var id = read.RootElement.GetProperty("entry").GetProperty("id").GetString()!;
                if (id.StartsWith("domain.", StringComparison.Ordinal))
                {
                    ids.Add(id);
                }
            }
        }

        return ids;
    }
}
