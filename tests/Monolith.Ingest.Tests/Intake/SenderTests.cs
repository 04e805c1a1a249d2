using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Monolith.Ingest.Intake;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Ingest.Tests.Intake;

public sealed class SenderTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("acme")]
    public void A_request_that_names_no_other_tenant_is_its_keys_own(string? requested) =>
        Assert.Equal(new Sender(new TenantId("acme"), "gateway"), Sender.Of(Request(), requested));

    [Theory]
    [InlineData("shop", "shop")]
    [InlineData("shop", "bank", "shop")]
    [InlineData("anybody", "*")]
    public void A_tenant_that_the_key_may_name_counts(string requested, params string[] others) =>
        Assert.Equal(new TenantId(requested), Sender.Of(Request(others), requested).Tenant);

    [Theory]
    [InlineData("shop")]
    [InlineData("shop", "bank")]
    [InlineData("shop", "shop2", "sho", "SHOP")]
    [InlineData("ACME")]
    public void A_tenant_that_the_key_may_not_name_is_refused(string requested, params string[] others)
    {
        var problem = Assert.Throws<NotAllowedException>(() => Sender.Of(Request(others), requested));

        Assert.Equal((403, "tenant-not-allowed"), (problem.Status, problem.Slug));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("a|b")]
    [InlineData("a b")]
    [InlineData("../acme")]
    [InlineData("täst")]
    public void What_is_no_name_is_refused_even_if_the_key_may_name_all(string requested) =>
        Assert.Throws<InvalidRequestException>(() => Sender.Of(Request("*"), requested));

    private static DefaultHttpContext Request(params string[] others) =>
        new()
        {
            User = new ClaimsPrincipal(
                new ClaimsIdentity(
                    [
                        new Claim(ClaimTypes.Name, "gateway"),
                        new Claim(TenantId.ClaimType, "acme"),
                        .. others.Select(other => new Claim(TenantId.OtherClaimType, other)),
                    ],
                    "test"
                )
            ),
        };
}
