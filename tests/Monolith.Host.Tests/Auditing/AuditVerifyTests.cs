namespace Monolith.Host.Tests.Auditing;

public sealed class AuditVerifyTests
{
    [Fact]
    public async Task A_trail_is_verified_by_its_server_from_a_file_and_against_a_checkpoint()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.File("data"));
        using (await host.Http.GetAsync(new Uri("/api/v1/audit/entries", UriKind.Relative))) { }
        var export = folder.File("trail.ndjson");
        await File.WriteAllTextAsync(export, await host.Http.GetStringAsync("/api/v1/audit/export"));

        var (exitCode, output) = await HostProcess.RunAsync("audit", "verify", "--url", $"{host.Http.BaseAddress}");
        Assert.True(exitCode == 0, output);
        var checkpoint = output.Trim().Split(' ')[^1];

        (exitCode, output) = await HostProcess.RunAsync("audit", "verify", export);
        Assert.True(exitCode == 0, output);
        Assert.Contains("2 entries", output, StringComparison.Ordinal);

        (exitCode, output) = await HostProcess.RunAsync("audit", "verify", export, "--checkpoint", checkpoint);
        Assert.Equal(1, exitCode);
        Assert.Contains("Missing", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_export_is_named_as_such_and_something_else_cannot_be_verified()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.File("data"));
        var text = await host.Http.GetStringAsync("/api/v1/audit/export");
        var changed = folder.File("changed.ndjson");
        await File.WriteAllTextAsync(changed, text.Replace("local", "hans", StringComparison.Ordinal));
        var other = folder.File("other.txt");
        await File.WriteAllTextAsync(other, "my shopping list");

        var (exitCode, output) = await HostProcess.RunAsync("audit", "verify", changed);
        Assert.Equal(1, exitCode);
        Assert.Contains("tampered with at entry 0", output, StringComparison.Ordinal);

        (exitCode, output) = await HostProcess.RunAsync("audit", "verify", other);
        Assert.Equal(2, exitCode);
        Assert.Contains("cannot be verified", output, StringComparison.Ordinal);
    }
}
