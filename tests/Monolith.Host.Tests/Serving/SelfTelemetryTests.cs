namespace Monolith.Host.Tests.Serving;

public sealed class SelfTelemetryTests
{
    [Fact]
    public async Task The_hosts_own_log_goes_to_the_receiver_that_is_configured()
    {
        using var folder = new TemporaryFolder();
        await using var receiver = await HostProcess.StartAsync(folder.File("receiver"));
        await using var sender = await HostProcess.StartAsync(
            folder.File("sender"),
            $"--Monolith:Telemetry:OtlpEndpoint={receiver.Http.BaseAddress}"
        );

        await Eventually.HoldsAsync(
            async () =>
            {
                var page = await receiver.Http.GetStringAsync("/api/v1/logs?service=monolith&q=0001_logs");
                return page.Contains("Applied migration 0001_logs", StringComparison.Ordinal);
            },
            "the sender's log record is found at the receiver"
        );
    }
}
