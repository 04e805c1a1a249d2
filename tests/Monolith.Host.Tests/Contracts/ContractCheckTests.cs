namespace Monolith.Host.Tests.Contracts;

public sealed class ContractCheckTests
{
    private const string Held = "contract: orders\nversion: 1.0.0\nfields: {status: {allowed: [open, closed]}}\n";

    [Theory]
    [InlineData(
        "contract: orders\nversion: 1.1.0\nfields: {status: {allowed: [open, closed, lost]}}\n",
        0,
        "can be published"
    )]
    [InlineData(
        "contract: orders\nversion: 1.1.0\nfields: {status: {allowed: [open]}}\n",
        1,
        "no longer allows closed"
    )]
    [InlineData(
        "contract: orders\nversion: 2.0.0\nfields: {status: {allowed: [open]}}\n",
        0,
        "no longer allows closed"
    )]
    [InlineData("contract: orders\nversion: two\nfields: {}\n", 1, "MAJOR.MINOR.PATCH")]
    public async Task A_contract_is_checked_against_the_version_that_holds(string text, int exitCode, string expected)
    {
        using var folder = new TemporaryFolder();
        var (file, held) = (folder.File("orders.yaml"), folder.File("held.yaml"));
        await File.WriteAllTextAsync(file, text);
        await File.WriteAllTextAsync(held, Held);

        var (actual, output) = await HostProcess.RunAsync("contract", "check", file, "--against", held);

        Assert.True(actual == exitCode, output);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told_from_a_contract_that_is_wrong()
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output) = await HostProcess.RunAsync("contract", "check", folder.File("none.yaml"));

        Assert.Equal(2, exitCode);
        Assert.Contains("cannot be checked", output, StringComparison.Ordinal);
    }
}
