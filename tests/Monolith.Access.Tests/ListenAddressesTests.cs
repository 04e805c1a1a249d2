using Microsoft.Extensions.Configuration;
using Monolith.Access.Contracts;

namespace Monolith.Access.Tests;

public sealed class ListenAddressesTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://127.8.8.8:80", true)]
    [InlineData("http://[::1]:8080", true)]
    [InlineData("https://localhost", true)]
    [InlineData("http://unix:/run/monolith.sock", true)]
    [InlineData("http://0.0.0.0:8080", false)]
    [InlineData("http://*:8080", false)]
    [InlineData("http://+:8080", false)]
    [InlineData("http://[::]:8080", false)]
    [InlineData("http://10.0.0.7:8080/base", false)]
    [InlineData("http://localhost.example.com", false)]
    [InlineData("nonsense", false)]
    public void Only_addresses_of_this_machine_are_loopback(string address, bool isLoopback) =>
        Assert.Equal(isLoopback, ListenAddresses.IsLoopback(address));

    [Fact]
    public void Without_settings_it_is_loopback_port_8080() =>
        Assert.Equal(["http://127.0.0.1:8080"], ListenAddresses.From(Settings()));

    [Theory]
    [InlineData("urls", "http://127.0.0.1:1;http://0.0.0.0:2")]
    [InlineData("http_ports", "8080")]
    [InlineData("https_ports", "8443")]
    [InlineData("Kestrel:Endpoints:Open:Url", "http://0.0.0.0:1")]
    public void Every_way_to_open_an_address_to_others_is_refused_without_both_keys(string key, string value)
    {
        Assert.NotNull(ListenAddresses.Refusal(Settings((key, value))));
        Assert.NotNull(ListenAddresses.Refusal(Settings((key, value), ("Monolith:Access:AdminKey", "x"))));
        Assert.NotNull(ListenAddresses.Refusal(Settings((key, value), ("Monolith:Access:IngestKey", "x"))));
        Assert.Null(
            ListenAddresses.Refusal(
                Settings((key, value), ("Monolith:Access:IngestKey", "x"), ("Monolith:Access:AdminKey", "y"))
            )
        );
    }

    [Fact]
    public void A_named_ingest_key_is_an_ingest_key()
    {
        var named = ("Monolith:Access:IngestKeys:shop:Key", "x");

        Assert.NotNull(ListenAddresses.Refusal(Settings(("http_ports", "8080"), named)));
        Assert.Null(
            ListenAddresses.Refusal(Settings(("http_ports", "8080"), named, ("Monolith:Access:AdminKey", "y")))
        );
    }

    private static IConfiguration Settings(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)))
            .Build();
}
