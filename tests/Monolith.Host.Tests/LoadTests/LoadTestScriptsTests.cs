using System.Diagnostics;

namespace Monolith.Host.Tests.LoadTests;

public sealed class LoadTestScriptsTests
{
    [Theory]
    [InlineData("loadtests/ingest-logs.js")]
    [InlineData("loadtests/search-logs.js")]
    [InlineData("loadtests/lib/monolith.js")]
    public async Task A_script_is_a_module_that_parses(string script) =>
        Assert.Equal(0, await CheckAsync(Repository.Read(script)));

    [Fact]
    public async Task The_check_itself_can_fail() =>
        Assert.NotEqual(0, await CheckAsync("export default function ( {"));

    /// <summary>k6 is not needed for this: Node tells by the name's ending that the file is a module.</summary>
    private static async Task<int> CheckAsync(string script)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("script.mjs"), script);
        using var node = Process.Start(
            new ProcessStartInfo("node", ["--check", folder.File("script.mjs")]) { RedirectStandardError = true }
        )!;
        await node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();
        return node.ExitCode;
    }
}
