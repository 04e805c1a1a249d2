using Microsoft.Extensions.Configuration;

namespace Monolith.Host.Tests.Serving;

public sealed class ConfigCommandTests
{
    [Theory]
    [InlineData("Monolith:Access:AdminKey")]
    [InlineData("Monolith:Access:Operators:anna")]
    [InlineData("Monolith:Access:IngestKeys:shop:Key")]
    [InlineData("Monolith:ClickHouse:Password")]
    [InlineData("Modules:Alerting:Secrets:hook")]
    [InlineData("Modules:Ingest:Fluent:SharedKey")]
    [InlineData("monolith:access:adminkey")]
    public void A_secret_is_told_to_be_set_and_not_shown(string name)
    {
        var line = Assert.Single(Lines((name, "canary-4711")));

        Assert.StartsWith(name, line, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", line, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_is_shown_without_its_password() =>
        Assert.Contains(
            "http://(not shown)@engine:8123/",
            Assert.Single(Lines(("Monolith:ClickHouse:Url", "http://me:canary-4711@engine:8123/"))),
            StringComparison.Ordinal
        );

    [Fact]
    public void Other_settings_are_shown_with_where_they_come_from()
    {
        var line = Assert.Single(Lines(("Monolith:DataPath", "/data"), ("HOME_OF_SOMEBODY", "elsewhere")));

        Assert.StartsWith("Monolith:DataPath = /data    # Memory", line, StringComparison.Ordinal);
    }

    private static List<string> Lines(params (string Name, string Value)[] settings) =>
        [
            .. ConfigCommand.Lines(
                new ConfigurationBuilder()
                    .AddInMemoryCollection(settings.ToDictionary(s => s.Name, s => (string?)s.Value))
                    .Build()
            ),
        ];
}
