using System.Xml.Linq;

namespace Monolith.Deployment.Tests.Kubernetes;

public sealed class SettingTests
{
    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public async Task Every_variable_of_a_role_is_a_setting(string name)
    {
        var overlay = await Overlay.OfAsync(name);
        var documented = SettingRules.Documented(Repository.Read("docs/configuration.md"));

        Assert.NotEmpty(overlay.Roles);
        Assert.Empty(
            overlay.Roles.SelectMany(role =>
                SettingRules.UnknownSettings(SettingRules.Environment(overlay.Objects, role).Keys, documented)
            )
        );
    }

    [Fact]
    public async Task Every_metric_in_a_rule_of_Prometheus_is_one_of_ours()
    {
        var rules = (await Overlay.OfAsync("production")).Objects.Single(o => o.Kind == "PrometheusRule");

        Assert.Empty(SettingRules.UnknownMetrics(rules, SettingRules.Documented(Repository.Read("docs/metrics.md"))));
    }

    [Fact]
    public async Task The_configuration_of_ClickHouse_is_well_formed_and_names_as_many_servers_as_there_are()
    {
        var objects = (await Overlay.OfAsync("production")).Objects;
        var files = objects.Where(o => o.Kind == "ConfigMap").SelectMany(o => Manifest.Texts(o.Find("data")));
        var documents = files
            .Where(f => f.Key.EndsWith(".xml", StringComparison.Ordinal))
            .ToDictionary(f => f.Key, f => XDocument.Parse(f.Value), StringComparer.Ordinal);

        Assert.Equal(
            Replicas("clickhouse"),
            documents["cluster.xml"].Descendants("replica").Count(r => r.Element("host") is not null)
        );
        Assert.Equal(Replicas("clickhouse-keeper"), documents["keeper.xml"].Descendants("server").Count());
        Assert.Equal(
            Replicas("clickhouse-keeper"),
            documents["cluster.xml"].Descendants("zookeeper").Elements("node").Count()
        );

        int Replicas(string set) =>
            int.Parse(objects.Single(o => o.Kind == "StatefulSet" && o.Name == set).Text("spec.replicas"));
    }

    [Fact]
    public void The_rules_about_names_can_fail()
    {
        var documented = SettingRules.Documented(
            "| `Monolith:DataPath` | `data` |\n| `Modules:NAME:Enabled` | `true` |"
        );
        var rules = Manifest.Parse(
            """
            kind: PrometheusRule
            metadata: { name: a }
            spec: { groups: [{ rules: [{ expr: monolith_storage_row_shiped_total }, { expr: monolith_storage_row_shipped_total }] }] }
            """
        )[0];

        Assert.Equal(
            ["Monolith__DataPaht is no setting", "Modules__Ingset__Enabled is no setting"],
            SettingRules.UnknownSettings(
                ["Monolith__DataPath", "Monolith__DataPaht", "Modules__Ingest__Enabled", "Modules__Ingset__Enabled"],
                documented
            )
        );
        Assert.Single(SettingRules.UnknownMetrics(rules, new HashSet<string> { "monolith.storage.row.shipped" }));
    }
}
