using System.Text;

namespace Monolith.Host.Tests.Auditing;

public sealed class AuditVerifyTests
{
    [Fact]
    public async Task A_trail_is_verified_by_its_server_from_a_file_and_against_a_checkpoint()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.File("data"));
        using (await host.Http.GetAsync(new Uri("/api/v1/audit/entries", UriKind.Relative))) { }
        var export = folder.File("trail.tar");
        await File.WriteAllBytesAsync(export, await host.Http.GetByteArrayAsync("/api/v1/audit/export"));

        var (exitCode, output) = await HostProcess.RunAsync("audit", "verify", "--url", $"{host.Http.BaseAddress}");
        Assert.True(exitCode == 0, output);
        var key = output.Trim().Split(' ')[^1];

        (exitCode, output) = await HostProcess.RunAsync("audit", "verify", export, "--key", key, "--json");
        Assert.True(exitCode == 0, output);
        Assert.Contains("\"size\": 2", output, StringComparison.Ordinal);

        var checkpoint = folder.File("checkpoint");
        await Eventually.HoldsAsync(
            async () =>
            {
                await File.WriteAllTextAsync(checkpoint, await host.Http.GetStringAsync("/api/v1/audit/checkpoint"));
                return (await File.ReadAllLinesAsync(checkpoint))[1] == "3";
            },
            "a checkpoint covers the second export"
        );
        (exitCode, output) = await HostProcess.RunAsync("audit", "verify", export, "--checkpoint", checkpoint);
        Assert.Equal(1, exitCode);
        Assert.Contains("RolledBack", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_export_is_named_as_such_and_something_else_cannot_be_verified()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.File("data"));
        var text = Encoding.Latin1.GetString(await host.Http.GetByteArrayAsync("/api/v1/audit/export"));
        var changed = folder.File("changed.tar");
        await File.WriteAllTextAsync(
            changed,
            text.Replace("succeeded", "succeedeD", StringComparison.Ordinal),
            Encoding.Latin1
        );
        var other = folder.File("other.txt");
        await File.WriteAllTextAsync(other, "my shopping list");

        var (exitCode, output) = await HostProcess.RunAsync("audit", "verify", changed);
        Assert.Equal(1, exitCode);
        Assert.Contains("tampered with at entry 0", output, StringComparison.Ordinal);

        (exitCode, output) = await HostProcess.RunAsync("audit", "verify", other);
        Assert.Equal(2, exitCode);
        Assert.Contains("cannot be verified", output, StringComparison.Ordinal);

        (exitCode, _) = await HostProcess.RunAsync("audit", "verify", "--no-such-option");
        Assert.Equal(3, exitCode);
    }
}
