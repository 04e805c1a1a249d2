using System.Diagnostics;
using Monolith.Platform.Engine;

namespace Monolith.Platform.Tests.Engine;

/// <summary>The engine process lives and dies with its host.</summary>
public sealed class SupervisionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_engine_that_is_killed_is_started_again_and_has_its_data()
    {
        await using var engine = await TestEngine.StartAsync(Data);
        using var http = engine.CreateHttpClient();
        await http.AskAsync("CREATE TABLE kept (a UInt32) ENGINE = MergeTree ORDER BY a");
        await http.AskAsync("INSERT INTO kept VALUES (1), (2)");
        var before = engine.Status.Current;

        Process.GetProcessById(before.ProcessId!.Value).Kill();

        await Eventually.HoldsAsync(
            () => engine.Status.Current is { State: EngineState.Ready, Restarts: 1 },
            "it is ready again"
        );
        Assert.NotEqual(before.ProcessId, engine.Status.Current.ProcessId);
        Assert.Equal("2\n", await http.AskAsync("SELECT count() FROM kept"));
    }

    [Fact]
    public async Task An_engine_that_is_stopped_and_started_has_its_data()
    {
        int process;
        await using (var first = await TestEngine.StartAsync(Data))
        {
            using var http = first.CreateHttpClient();
            await http.AskAsync("CREATE TABLE kept (a UInt32) ENGINE = MergeTree ORDER BY a");
            await http.AskAsync("INSERT INTO kept VALUES (1), (2)");
            process = first.Status.Current.ProcessId!.Value;
        }

        await using var second = await TestEngine.StartAsync(Data);

        Assert.False(IsAlive(process));
        using var again = second.CreateHttpClient();
        Assert.Equal("2\n", await again.AskAsync("SELECT count() FROM kept"));
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_a_statement_that_runs()
    {
        var engine = await TestEngine.StartAsync(Data);
        using var http = engine.CreateHttpClient();
        var running = http.PostAsync("/", new StringContent("SELECT sum(sipHash64(number)) FROM system.numbers"));
        var process = engine.Status.Current.ProcessId!.Value;
        await Eventually.HoldsAsync(
            async () => await http.AskAsync("SELECT count() > 1 FROM system.processes", "log_comment=*|q") == "1\n",
            "the statement runs"
        );

        var watch = Stopwatch.StartNew();
        await engine.DisposeAsync();

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.False(IsAlive(process));
        using var cut = await running.ContinueWith(
            task => task.IsCompletedSuccessfully ? task.Result : null,
            TaskScheduler.Default
        );
        Assert.False(cut?.IsSuccessStatusCode is true);
    }

    [Fact]
    public async Task An_engine_whose_host_is_killed_ends_and_the_next_one_starts()
    {
        using var host = StartHost();
        var engine = int.Parse((await host.StandardOutput.ReadLineAsync())!);
        Assert.True(IsAlive(engine));

        host.Kill();

        await Eventually.HoldsAsync(() => !IsAlive(engine), "the engine has ended", TimeSpan.FromSeconds(15));
        await using var next = await TestEngine.StartAsync(Data);
        Assert.Equal(EngineState.Ready, next.Status.Current.State);
    }

    [Fact]
    public async Task A_host_that_starts_while_its_killed_forerunners_engine_still_ends_waits_for_it()
    {
        using var host = StartHost();
        await host.StandardOutput.ReadLineAsync();

        host.Kill();
        await using var next = await TestEngine.StartAsync(Data);

        using var http = next.CreateHttpClient();
        Assert.Equal("1\n", await http.AskAsync("SELECT 1"));
    }

    [Fact]
    public async Task A_second_engine_on_the_same_folder_is_refused_by_the_first_ones_name()
    {
        await using var first = await TestEngine.StartAsync(Data);

        var error = await Assert.ThrowsAsync<EngineStartException>(() =>
            TestEngine.StartAsync(Data, new() { FolderWait = TimeSpan.FromMilliseconds(200) })
        );

        Assert.Contains(
            $"in use by another engine (process {first.Status.Current.ProcessId})",
            error.Message,
            StringComparison.Ordinal
        );
        using var http = first.CreateHttpClient();
        Assert.Equal("1\n", await http.AskAsync("SELECT 1"));
    }

    [Fact]
    public async Task A_library_that_is_not_there_is_named()
    {
        var error = await Assert.ThrowsAsync<EngineStartException>(() =>
            TestEngine.StartAsync(Data, new() { Library = "/nowhere/libchdb.so" })
        );

        Assert.Contains("/nowhere/libchdb.so", error.Message, StringComparison.Ordinal);
    }

    private static bool IsAlive(int process) =>
        File.Exists($"/proc/{process}/stat")
        && !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);

    private Process StartHost() =>
        Process.Start(
            new ProcessStartInfo(TestEngine.ProgramPath, ["host", Data])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
}
