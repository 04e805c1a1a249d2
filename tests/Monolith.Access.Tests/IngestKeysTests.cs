using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Access.ApiKeys;
using Monolith.Platform.Security;

namespace Monolith.Access.Tests;

/// <summary>Named keys as they stand in the configuration: what they open, and what of it is refused at the start.</summary>
public sealed class IngestKeysTests
{
    private const string Shop = "the-key-of-the-shop";
    private const string Gateway = "the-key-of-gateways";

    private static readonly string[] Both =
    [
        $"IngestKeys:shop:Key={Shop}",
        "IngestKeys:shop:Tenant=shop",
        $"IngestKeys:gateway:Key={Gateway}",
        "IngestKeys:gateway:OtherTenants=shop, bank",
    ];

    [Fact]
    public void A_named_key_sends_for_its_own_tenant_under_its_own_name()
    {
        var holder = Ring(Both).Find(Shop)!;

        Assert.Equal("shop", holder.Identity!.Name);
        Assert.Equal(new TenantId("shop"), TenantId.Of(holder));
        Assert.Equal([Permissions.WriteLogs], holder.FindAll(Permissions.ClaimType).Select(claim => claim.Value));
    }

    [Fact]
    public void A_named_key_without_a_tenant_has_that_of_the_installation() =>
        Assert.Equal(new TenantId("acme"), TenantId.Of(Ring([.. Both, "Tenant=acme"]).Find(Gateway)!));

    [Theory]
    [InlineData(Shop, "shop", true)]
    [InlineData(Shop, "bank", false)]
    [InlineData(Shop, "default", false)]
    [InlineData(Shop, "SHOP", false)]
    [InlineData(Gateway, "shop", true)]
    [InlineData(Gateway, "bank", true)]
    [InlineData(Gateway, "default", true)]
    [InlineData(Gateway, "hospital", false)]
    [InlineData("the-key-for-ingest", "shop", false)]
    [InlineData("the-key-for-admins", "shop", false)]
    public void A_tenant_may_be_named_only_where_the_key_allows_it(string key, string tenant, bool isAllowed)
    {
        var ring = Ring([.. Both, "IngestKey=the-key-for-ingest", "AdminKey=the-key-for-admins"]);

        Assert.Equal(isAllowed, new TenantId(tenant).MayBeNamedBy(ring.Find(key)!));
    }

    [Fact]
    public void A_star_allows_every_tenant()
    {
        var holder = Ring([$"IngestKeys:gateway:Key={Gateway}", "IngestKeys:gateway:OtherTenants=*"]).Find(Gateway)!;

        Assert.True(new TenantId("anybody").MayBeNamedBy(holder));
    }

    [Fact]
    public void Without_keys_everybody_may_name_every_tenant() =>
        Assert.True(new TenantId("anybody").MayBeNamedBy(Ring([]).Find(null)!));

    [Fact]
    public void A_named_key_alone_shuts_all_other_doors()
    {
        var ring = Ring(Both);

        Assert.True(ring.DemandsKey);
        Assert.Null(ring.Find(null));
        Assert.Null(ring.Find("shop"));
    }

    [Theory]
    [InlineData("IngestKeys:shop:Key=too-short")]
    [InlineData("IngestKeys:shop:Tenant=nobody-has-a-key")]
    [InlineData($"IngestKeys:shop:Key={Shop}", "IngestKeys:shop:Tenant=a|b")]
    [InlineData($"IngestKeys:shop:Key={Shop}", "IngestKeys:shop:OtherTenants=a,b/c")]
    [InlineData($"IngestKeys:shop:Key={Shop}", $"IngestKeys:bank:Key={Shop}")]
    [InlineData($"IngestKeys:shop:Key={Shop}", $"AdminKey={Shop}")]
    [InlineData($"IngestKeys:shop:Key={Shop}", $"Operators:anna={Shop}")]
    [InlineData($"IngestKeys:admin-key:Key={Shop}")]
    [InlineData($"IngestKeys:anna:Key={Shop}", "Operators:anna=the-key-of-anna-1")]
    public void A_named_key_that_could_be_taken_for_another_or_guessed_keeps_the_host_from_starting(
        params string[] settings
    ) => Assert.Throws<OptionsValidationException>(() => Ring(settings));

    private static KeyRing Ring(string[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel();
        builder.Configuration.AddInMemoryCollection(
            settings
                .Select(s => s.Split('=', 2))
                .Select(s => KeyValuePair.Create($"Monolith:Access:{s[0]}", (string?)s[1]))
        );
        new AccessModule().AddServices(builder.Services, builder.Configuration);
        return builder.Services.BuildServiceProvider().GetRequiredService<KeyRing>();
    }
}
