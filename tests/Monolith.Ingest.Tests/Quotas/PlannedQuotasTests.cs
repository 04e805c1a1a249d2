using Monolith.Ingest.Quotas;
using Monolith.Platform.Security;

namespace Monolith.Ingest.Tests.Quotas;

public sealed class PlannedQuotasTests
{
    private static readonly TenantId Shop = new("shop");
    private readonly SomePlans _plans = new();
    private readonly PlannedQuotas _quotas;

    public PlannedQuotasTests() =>
        _quotas = new PlannedQuotas(_plans, new QuotaOptions { Burst = TimeSpan.FromSeconds(1) }, new VirtualTime());

    [Fact]
    public void A_tenant_without_a_plan_has_no_quota_of_a_plan() => Assert.Null(_quotas.Of(Shop));

    [Fact]
    public void A_plan_bounds_what_a_tenant_sends()
    {
        _plans.Plan = new TenantPlan { RecordsPerSecond = 10 };

        _quotas.Of(Shop)!.Take(bytes: 1_000_000, records: 10);

        Assert.NotNull(_quotas.Of(Shop)!.UsedUp);
    }

    [Fact]
    public void Another_plan_holds_at_once_and_the_same_one_goes_on()
    {
        _plans.Plan = new TenantPlan { RecordsPerSecond = 10 };
        _quotas.Of(Shop)!.Take(bytes: 0, records: 10);
        _plans.Plan = new TenantPlan { RecordsPerSecond = 10, RetentionDays = 7 };
        var same = _quotas.Of(Shop)!.UsedUp;
        _plans.Plan = new TenantPlan { RecordsPerSecond = 20 };

        Assert.NotNull(same);
        Assert.Null(_quotas.Of(Shop)!.UsedUp);
    }
}
