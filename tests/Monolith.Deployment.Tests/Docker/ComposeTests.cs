using System.Text.Json.Nodes;
using Monolith.Deployment.Tests.Kubernetes;
using Monolith.Platform.Documents;

namespace Monolith.Deployment.Tests.Docker;

public sealed class ComposeTests
{
    private static readonly JsonNode Alone = YamlDocuments.Parse(Repository.Read("docker-compose.yaml"))[0];
    private static readonly JsonNode WithDapr = YamlDocuments.Parse(Repository.Read("docker-compose.dapr.yaml"))[0];
    private static readonly string[] Secrets = [.. ComposeRules.Variables(Repository.Read("monolith.env.example"))];

    [Fact]
    public void What_a_service_names_is_there()
    {
        Assert.Empty(ComposeRules.Missing([Alone]));
        Assert.Empty(ComposeRules.Missing([Alone, WithDapr]));
    }

    [Fact]
    public void Images_have_whole_versions() =>
        Assert.Empty(ComposeRules.MovingImages(Alone).Concat(ComposeRules.MovingImages(WithDapr)));

    [Fact]
    public void No_other_machine_reaches_a_port() =>
        Assert.Empty(ComposeRules.OpenPorts(Alone).Concat(ComposeRules.OpenPorts(WithDapr)));

    [Fact]
    public void Secrets_come_from_the_file_that_git_does_not_see()
    {
        Assert.Empty(ComposeRules.OpenSecrets(Alone, Secrets).Concat(ComposeRules.OpenSecrets(WithDapr, Secrets)));
        Assert.Contains("/monolith.env", Repository.Read(".gitignore").Split('\n'));
        Assert.All(
            Repository
                .Read("monolith.env.example")
                .Split('\n')
                .Where(line => line.Contains('=', StringComparison.Ordinal)),
            line => Assert.EndsWith("=CHANGE-ME", line, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Every_variable_is_a_setting()
    {
        string[] ofOthers = ["DAPR_HTTP_PORT", "DAPR_GRPC_PORT", "CLICKHOUSE_PASSWORD"];
        var variables = Secrets.Concat(Manifest.Texts(WithDapr["services"]!["monolith"]!["environment"]).Keys);

        Assert.Empty(
            SettingRules.UnknownSettings(
                variables.Except(ofOthers, StringComparer.Ordinal),
                SettingRules.Documented(Repository.Read("docs/configuration.md"))
            )
        );
    }

    [Fact]
    public void Monolith_may_change_nothing_but_its_data()
    {
        var monolith = Alone["services"]!["monolith"]!;

        Assert.True((bool)monolith["read_only"]!);
        Assert.Equal(["ALL"], Manifest.List(monolith["cap_drop"]));
        Assert.Equal(["data:/data"], Manifest.List(monolith["volumes"]));
    }

    [Fact]
    public void The_rules_about_compose_files_can_fail()
    {
        var file = YamlDocuments.Parse(
            """
            services:
              a:
                image: nginx:latest
                depends_on: [b]
                network_mode: service:c
                ports: ["8080:8080"]
                volumes: [data:/data, ./nowhere:/x]
                environment: { KEY: value }
            """
        )[0];

        Assert.Equal(4, ComposeRules.Missing([file]).Count());
        Assert.Single(ComposeRules.MovingImages(file));
        Assert.Single(ComposeRules.OpenPorts(file));
        Assert.Single(ComposeRules.OpenSecrets(file, ["KEY"]));
    }
}
