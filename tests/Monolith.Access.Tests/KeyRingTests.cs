using Microsoft.Extensions.Options;
using Monolith.Access.ApiKeys;
using Monolith.Platform.Security;

namespace Monolith.Access.Tests;

public sealed class KeyRingTests
{
    private static readonly string[] Everything = [.. Permissions.All];

    private const string Ingest = "the-key-for-ingest";
    private const string Admin = "the-key-for-admins";

    [Fact]
    public void Without_keys_everyone_may_do_everything()
    {
        var ring = Ring(new AccessOptions());

        Assert.False(ring.DemandsKey);
        Assert.Equal(Everything, Opens(ring, null));
    }

    [Fact]
    public void The_ingest_key_opens_sending_only() =>
        Assert.Equal([Permissions.WriteLogs], Opens(Ring(Both()), Ingest));

    [Fact]
    public void The_admin_key_opens_both() => Assert.Equal(Everything, Opens(Ring(Both()), Admin));

    [Fact]
    public void The_metrics_key_opens_metrics_only() =>
        Assert.Equal(
            [Permissions.ReadMetrics],
            Opens(Ring(new AccessOptions { MetricsKey = "the-key-for-prometheus" }), "the-key-for-prometheus")
        );

    [Fact]
    public void The_key_of_a_person_opens_everything_under_the_persons_name()
    {
        var ring = Ring(
            new AccessOptions
            {
                Operators = new Dictionary<string, string>
                {
                    ["anna"] = "the-key-of-anna-1",
                    ["bert"] = "the-key-of-bert-1",
                },
            }
        );

        Assert.Equal(Everything, Opens(ring, "the-key-of-anna-1"));
        Assert.Equal("bert", ring.Find("the-key-of-bert-1")!.Identity!.Name);
        Assert.Null(ring.Find(null));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("the-key-for-admin")]
    [InlineData("THE-KEY-FOR-ADMINS")]
    public void What_is_no_key_opens_nothing(string? key) => Assert.Null(Ring(Both()).Find(key));

    [Fact]
    public void With_one_key_configured_the_other_door_stays_shut()
    {
        var ring = Ring(new AccessOptions { IngestKey = Ingest });

        Assert.True(ring.DemandsKey);
        Assert.Null(ring.Find(Admin));
        Assert.Equal([Permissions.WriteLogs], Opens(ring, Ingest));
    }

    [Fact]
    public void A_key_has_the_tenant_of_the_configuration() =>
        Assert.Equal(new TenantId("acme"), TenantId.Of(Ring(Both()).Find(Admin)!));

    private static AccessOptions Both() =>
        new()
        {
            IngestKey = Ingest,
            AdminKey = Admin,
            Tenant = "acme",
        };

    private static KeyRing Ring(AccessOptions options) => new(Options.Create(options));

    private static IEnumerable<string> Opens(KeyRing ring, string? key) =>
        ring.Find(key)!.FindAll(Permissions.ClaimType).Select(c => c.Value);
}
