using Monolith.Platform.Security;
using Monolith.Storage.Contracts;
using Monolith.Storage.Writing;

namespace Monolith.Storage.Tests.Writing;

public sealed class TenantRetentionTests
{
    private static readonly RetentionOptions ForEverybody = new() { RetentionDays = 30 };

    [Fact]
    public void Without_plans_all_rows_are_kept_as_the_configuration_says() =>
        Assert.Equal(30, new TenantRetention(ForEverybody, plans: null).DaysOf(TenantId.Default));

    [Fact]
    public void A_plan_says_how_long_its_tenants_rows_are_kept()
    {
        var retention = new TenantRetention(ForEverybody, new ShopsPlan());

        Assert.Equal(7, retention.DaysOf(new TenantId("shop")));
        Assert.Equal(30, retention.DaysOf(TenantId.Default));
    }

    private sealed class ShopsPlan : ITenantPlans
    {
        public TenantPlan Of(TenantId tenant) =>
            tenant.Value == "shop" ? new TenantPlan { RetentionDays = 7 } : TenantPlan.AsConfigured;
    }
}
