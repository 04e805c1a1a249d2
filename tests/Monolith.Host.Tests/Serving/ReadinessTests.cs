using Microsoft.Extensions.Diagnostics.HealthChecks;
using Monolith.Host.Health;
using Monolith.Storage.Contracts;

namespace Monolith.Host.Tests.Serving;

public sealed class ReadinessTests
{
    private static readonly SpoolStatus Calm = new(ShippingState.Idle, 10, 100, 0, TimeSpan.Zero, 0, 0, null);

    [Fact]
    public void A_host_is_not_ready_until_the_tables_are_there() =>
        Assert.Equal(HealthStatus.Unhealthy, SpoolHealth.Judge(Calm with { Shipping = ShippingState.Starting }).Status);

    [Fact]
    public void A_full_spool_makes_the_host_not_ready() =>
        Assert.Equal(HealthStatus.Unhealthy, SpoolHealth.Judge(Calm with { UsedBytes = 100 }).Status);

    [Fact]
    public void A_host_whose_rows_wait_for_ClickHouse_is_degraded_and_still_ready() =>
        Assert.Equal(HealthStatus.Degraded, SpoolHealth.Judge(Calm with { Shipping = ShippingState.Waiting }).Status);

    [Fact]
    public void Files_that_wait_for_a_person_are_named()
    {
        var verdict = SpoolHealth.Judge(Calm with { DamagedFiles = 1, RefusedFiles = 2 });

        Assert.Equal(HealthStatus.Degraded, verdict.Status);
        Assert.Contains("1 damaged and 2 refused", verdict.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_calm_spool_is_ready() => Assert.Equal(HealthStatus.Healthy, SpoolHealth.Judge(Calm).Status);

    [Theory]
    [InlineData(DiskHealth.LowBytes, HealthStatus.Healthy)]
    [InlineData(DiskHealth.LowBytes - 1, HealthStatus.Degraded)]
    [InlineData(DiskHealth.FullBytes, HealthStatus.Degraded)]
    [InlineData(DiskHealth.FullBytes - 1, HealthStatus.Unhealthy)]
    public void The_disk_is_judged_by_what_is_free(long free, HealthStatus status) =>
        Assert.Equal(status, DiskHealth.Judge(free).Status);
}
