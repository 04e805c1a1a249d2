using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Monolith.Platform;
using Monolith.Platform.Dapr;

namespace Monolith.Runtime.Tests.Dapr;

public sealed class DaprEnvironmentTests
{
    [Fact]
    public void E1_With_ports_alone_the_sidecar_is_looked_for_at_this_machine()
    {
        var environment = DaprEnvironment.From(With(("DAPR_HTTP_PORT", "3600"), ("DAPR_GRPC_PORT", "50600")));

        Assert.Equal("http://127.0.0.1:3600/", environment.HttpEndpoint.AbsoluteUri);
        Assert.Equal("http://127.0.0.1:50600/", environment.GrpcEndpoint.AbsoluteUri);
    }

    [Fact]
    public void E1_Endpoints_win_over_ports()
    {
        var environment = DaprEnvironment.From(
            With(
                ("DAPR_HTTP_PORT", "3600"),
                ("DAPR_HTTP_ENDPOINT", "https://sidecar.example:8443"),
                ("DAPR_GRPC_PORT", "50600"),
                ("DAPR_GRPC_ENDPOINT", "https://sidecar.example:8444")
            )
        );

        Assert.Equal("https://sidecar.example:8443/", environment.HttpEndpoint.AbsoluteUri);
        Assert.Equal("https://sidecar.example:8444/", environment.GrpcEndpoint.AbsoluteUri);
    }

    [Fact]
    public void E1_With_nothing_set_the_ports_are_those_of_Dapr()
    {
        var environment = DaprEnvironment.From(With());

        Assert.Equal("http://127.0.0.1:3500/", environment.HttpEndpoint.AbsoluteUri);
        Assert.Equal("http://127.0.0.1:50001/", environment.GrpcEndpoint.AbsoluteUri);
    }

    [Theory]
    [InlineData("DAPR_HTTP_PORT", "http")]
    [InlineData("DAPR_GRPC_PORT", "70000")]
    [InlineData("DAPR_HTTP_ENDPOINT", "sidecar:3500")]
    public void A_port_or_endpoint_that_makes_no_sense_is_named(string variable, string value)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => DaprEnvironment.From(With((variable, value))));

        Assert.Contains(variable, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, RuntimeKind.Embedded)]
    [InlineData(null, "DAPR_HTTP_PORT", RuntimeKind.Dapr)]
    [InlineData(null, "DAPR_HTTP_ENDPOINT", RuntimeKind.Dapr)]
    [InlineData("Embedded", "DAPR_HTTP_PORT", RuntimeKind.Embedded)]
    [InlineData("dapr", null, RuntimeKind.Dapr)]
    public void The_runtime_is_what_the_setting_says_and_else_what_the_environment_says(
        string? setting,
        string? variable,
        RuntimeKind expected
    )
    {
        var configuration = With(("Monolith:Runtime", setting ?? ""), (variable ?? "OTHER", "3500"));

        Assert.Equal(expected, Platform.Runtime.Of(configuration));
    }

    [Fact]
    public void A_runtime_that_is_not_known_is_refused() =>
        Assert.Throws<OptionsValidationException>(() => Platform.Runtime.Of(With(("Monolith:Runtime", "2"))));

    private static IConfiguration With(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)))
            .Build();
}
