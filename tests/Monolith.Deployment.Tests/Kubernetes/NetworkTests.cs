namespace Monolith.Deployment.Tests.Kubernetes;

public sealed class NetworkTests
{
    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public async Task Pods_reach_what_they_are_configured_to_speak_to(string name)
    {
        var objects = (await Overlay.OfAsync(name)).Objects;

        var reached = NetworkRules.Ways(objects).Select(way => way.Service).Distinct(StringComparer.Ordinal);
        Assert.Superset(new HashSet<string> { "clickhouse", "redis-master" }, reached.ToHashSet());
        Assert.Empty(NetworkRules.ClosedWays(objects));
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public async Task Nothing_passes_that_no_policy_speaks_of(string name) =>
        Assert.Empty(NetworkRules.OpenNamespaces((await Overlay.OfAsync(name)).Objects));

    [Theory]
    [InlineData("redis", "clickhouse", "8123")]
    [InlineData("monolith-query", "clickhouse-keepers", "9181")]
    [InlineData("monolith-query", "clickhouse-servers", "9000")]
    [InlineData("clickhouse", "redis-master", "6379")]
    public async Task Nobody_reaches_what_is_none_of_its_business(string from, string service, string port)
    {
        var objects = (await Overlay.OfAsync("production")).Objects;
        var workload = objects.Single(o => o.IsWorkload && o.Name == from);

        Assert.False(NetworkRules.IsOpen(objects, new Way(workload, service, port)));
    }

    [Fact]
    public void The_rules_about_the_network_can_fail()
    {
        var objects = Manifest.Parse(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: a, namespace: n }
            spec:
              template:
                metadata: { labels: { app: a } }
                spec: { containers: [{ name: a, envFrom: [{ configMapRef: { name: settings } }] }] }
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: settings, namespace: n }
            data: { URL: "http://store:80/" }
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: b, namespace: n }
            spec:
              template:
                metadata: { labels: { app: b } }
                spec: { containers: [{ name: b, ports: [{ name: http, containerPort: 8080 }] }] }
            ---
            apiVersion: v1
            kind: Service
            metadata: { name: store, namespace: n }
            spec: { selector: { app: b }, ports: [{ name: http, port: 80, targetPort: http }] }
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: { name: b, namespace: n }
            spec:
              podSelector: { matchLabels: { app: b } }
              policyTypes: [Ingress]
              ingress: [{ from: [{ podSelector: { matchLabels: { app: a } } }], ports: [{ port: 80 }] }]
            """
        );

        Assert.Equal(["Deployment a may not reach store:80"], NetworkRules.ClosedWays(objects));
        Assert.Single(NetworkRules.OpenNamespaces(objects));
    }
}
