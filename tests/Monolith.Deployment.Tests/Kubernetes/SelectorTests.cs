namespace Monolith.Deployment.Tests.Kubernetes;

public sealed class SelectorTests
{
    private const string Pods = """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: { name: a, namespace: n }
        spec:
          serviceName: nowhere
          selector: { matchLabels: { app: b } }
          template:
            metadata: { labels: { app: a } }
            spec: { containers: [{ name: a, ports: [{ name: http, containerPort: 1 }] }] }
        ---

        """;

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public async Task Whoever_selects_pods_finds_some(string name)
    {
        var objects = (await Overlay.OfAsync(name)).Objects;

        Assert.Empty(SelectorRules.Blind(objects));
        Assert.Empty(SelectorRules.Strangers(objects));
        Assert.Empty(SelectorRules.NamelessSets(objects));
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public async Task Every_port_that_is_named_is_a_port_of_a_container(string name) =>
        Assert.Empty(SelectorRules.ClosedPorts((await Overlay.OfAsync(name)).Objects));

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public async Task Every_autoscaler_has_something_to_scale(string name) =>
        Assert.Empty(SelectorRules.IdleScalers((await Overlay.OfAsync(name)).Objects));

    [Fact]
    public void The_rules_about_selectors_can_fail()
    {
        var objects = Manifest.Parse(
            Pods
                + """
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: { name: b, namespace: n }
                spec: { selector: { matchLabels: { app: typo } } }
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: { name: c, namespace: n }
                spec: { podSelector: { matchLabels: { app: a } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: typo } } }] }] }
                """
        );

        Assert.Equal(2, SelectorRules.Blind(objects).Count());
        Assert.Single(SelectorRules.Strangers(objects));
        Assert.Single(SelectorRules.NamelessSets(objects));
    }

    [Fact]
    public void The_rule_about_ports_can_fail()
    {
        var objects = Manifest.Parse(
            Pods
                + """
                apiVersion: v1
                kind: Service
                metadata: { name: b, namespace: n, labels: { app: b } }
                spec: { selector: { app: a }, ports: [{ name: http, port: 80, targetPort: htpp }] }
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: { name: c, namespace: n }
                spec: { rules: [{ http: { paths: [{ backend: { service: { name: b, port: { name: https } } } }] } }] }
                ---
                apiVersion: monitoring.coreos.com/v1
                kind: ServiceMonitor
                metadata: { name: d, namespace: n }
                spec: { selector: { matchLabels: { app: b } }, endpoints: [{ port: metrics }] }
                """
        );

        Assert.Equal(3, SelectorRules.ClosedPorts(objects).Count());
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    public void The_rule_about_autoscalers_can_fail(string workload, string container) =>
        Assert.Single(
            SelectorRules.IdleScalers(
                Manifest.Parse(
                    Pods
                        + $$"""
                        apiVersion: autoscaling/v2
                        kind: HorizontalPodAutoscaler
                        metadata: { name: b, namespace: n }
                        spec:
                          scaleTargetRef: { apiVersion: apps/v1, kind: StatefulSet, name: {{workload}} }
                          metrics: [{ containerResource: { container: {{container}} } }]
                        """
                )
            )
        );
}
