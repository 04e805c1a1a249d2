using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Monolith.Access.ClientCertificates;
using Monolith.Platform.Security;

namespace Monolith.Access.Tests.ClientCertificates;

public sealed class KnownCertificatesTests
{
    private static readonly KnownCertificates Known = Of(
        ("shop:Subject", "shop.internal"),
        ("shop:Tenant", "shop"),
        ("shop:OtherTenants", "returns"),
        ("mesh:Subject", "spiffe://cluster.local/ns/pay/sa/pay")
    );

    [Fact]
    public void A_client_is_known_by_a_host_name_and_may_send_for_its_tenants_and_nothing_else()
    {
        using var certificate = Certificate("CN=anything", names => names.AddDnsName("Shop.Internal"));

        var holder = Known.Find(certificate)!;

        Assert.Equal("shop", TenantId.Of(holder).Value);
        Assert.True(new TenantId("returns").MayBeNamedBy(holder));
        Assert.False(new TenantId("default").MayBeNamedBy(holder));
        Assert.Equal([Permissions.WriteLogs], holder.FindAll(Permissions.ClaimType).Select(claim => claim.Value));
    }

    [Fact]
    public void A_workload_is_known_by_its_address()
    {
        using var certificate = Certificate(
            "CN=anything",
            names => names.AddUri(new Uri("spiffe://cluster.local/ns/pay/sa/pay"))
        );

        Assert.Equal("default", TenantId.Of(Known.Find(certificate)!).Value);
    }

    [Fact]
    public void A_common_name_counts_where_there_are_no_others()
    {
        using var old = Certificate("CN=shop.internal");
        using var disguised = Certificate("CN=shop.internal", names => names.AddDnsName("other.internal"));

        Assert.NotNull(Known.Find(old));
        Assert.Null(Known.Find(disguised));
    }

    [Theory]
    [InlineData("shop:Tenant", "shop")]
    [InlineData("shop:Subject", "")]
    public void Settings_that_say_too_little_keep_the_host_from_starting(string name, string value) =>
        Assert.Throws<FormatException>(() => Of((name, value)));

    [Fact]
    public void Two_clients_cannot_have_one_certificate() =>
        Assert.Throws<FormatException>(() => Of(("a:Subject", "shop"), ("b:Subject", "SHOP")));

    private static KnownCertificates Of(params (string Name, string Value)[] settings) =>
        new(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    settings.Select(s =>
                        KeyValuePair.Create($"{ClientCertificateOptions.Section}:{s.Name}", (string?)s.Value)
                    )
                )
                .Build()
        );

    private static X509Certificate2 Certificate(
        string subject,
        Action<SubjectAlternativeNameBuilder>? alternatives = null
    )
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        if (alternatives is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            alternatives(names);
            request.CertificateExtensions.Add(names.Build());
        }

        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
