namespace Monolith.Deployment.Tests.LoadTests;

public sealed class ScriptsTests
{
    /// <summary>Every script and every part that they share.</summary>
    public static TheoryData<string> Files { get; } =
    [
        .. Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "loadtests"), "*.js", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file)),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_script_is_a_module_that_parses(string file) =>
        Assert.Equal("", await Tool.RunAsync("node", ["--check", file]));

    [Fact]
    public async Task The_check_itself_can_fail()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("script.mjs"), "export default function ( {");

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Tool.RunAsync("node", ["--check", folder.File("script.mjs")])
        );
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_script_is_in_the_guide(string file)
    {
        var isShared = file.StartsWith("loadtests/lib/", StringComparison.Ordinal);

        Assert.Equal(
            !isShared,
            Repository.Read("loadtests/README.md").Contains($"k6 run {file}\n", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_rising_rate_ends_at_what_was_asked_for()
    {
        var answer = await EvaluateAsync(
            "stages.js",
            "[m.rising(20000, 100, '20s').stages.map((s) => s.target), m.requests(5, 100)]"
        );

        Assert.Equal("[[40,40,80,80,120,120,160,160,200,200],1]", answer);
    }

    [Fact]
    public async Task A_metric_is_summed_over_its_series_and_no_other()
    {
        var answer = await EvaluateAsync(
            "metrics.js",
            @"[m.sumOf('# HELP a_total x\na_total 1\na_total{b=""c d""} 2.5\na_total_more 9\n', 'a_total'), m.sumOf('', 'a')]"
        );

        Assert.Equal("[3.5,0]", answer);
    }

    [Fact]
    public async Task A_run_marks_its_records_and_ids_are_never_zero()
    {
        var answer = await EvaluateAsync(
            "records.js",
            """
            [
              m.ndjson(3, 1, 'r').split('\n').every((line) => JSON.parse(line)['load.run'] === 'r'),
              JSON.parse(m.otlp(3, 1, 'r')).resourceLogs[0].scopeLogs[0].logRecords.length,
              JSON.parse(m.messages(2, 1, 'r')).map((message) => message.entryId),
              /^(?!0+$)[0-9a-f]{32}$/.test(m.hex(32)),
              m.newRun() !== m.newRun(),
            ]
            """
        );

        Assert.Equal("""[true,3,["0","1"],true,true]""", answer);
    }

    [Fact]
    public async Task A_setting_that_is_no_number_is_refused()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            EvaluateAsync("server.js", "m.setting('RATE', 1)", "globalThis.__ENV = { RATE: 'fast' };")
        );

        Assert.Contains("RATE must be a number above 0", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>The JSON of an expression over a module <c>m</c> of the shared parts.</summary>
    private static async Task<string> EvaluateAsync(string module, string expression, string before = "") =>
        await Tool.RunAsync(
            "node",
            [
                "--input-type=module",
                "--eval",
                $"{before} const m = await import('{Repository.Root}/loadtests/lib/{module}'); process.stdout.write(JSON.stringify({expression}));",
            ]
        );
}
