namespace Monolith.Deployment.Tests.Kubernetes;

public sealed class SecurityTests
{
    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public async Task Every_pod_keeps_to_the_restricted_standard(string name)
    {
        var workloads = (await Overlay.OfAsync(name)).Objects.Where(o => o.IsWorkload).ToList();

        Assert.NotEmpty(workloads);
        Assert.Empty(workloads.SelectMany(SecurityRules.MightyPods));
        Assert.Empty(workloads.SelectMany(SecurityRules.MightyContainers));
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public async Task Every_image_is_pinned(string name) =>
        Assert.Empty(
            (await Overlay.OfAsync(name)).Objects.Where(o => o.IsWorkload).SelectMany(SecurityRules.MovingImages)
        );

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public async Task Rights_are_few_and_end_at_a_namespace(string name)
    {
        var objects = (await Overlay.OfAsync(name)).Objects;

        Assert.Contains(objects, o => o.Kind == "Role");
        Assert.Empty(objects.SelectMany(SecurityRules.WideRights));
    }

    [Fact]
    public void The_rules_about_pods_can_fail()
    {
        var pod = Manifest.Parse(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: a, namespace: n }
            spec:
              template:
                spec:
                  hostNetwork: true
                  volumes: [{ name: node, hostPath: { path: / } }]
                  containers: [{ name: a, image: "nginx:latest" }]
            """
        )[0];

        Assert.Equal(5, SecurityRules.MightyPods(pod).Count());
        Assert.Equal(5, SecurityRules.MightyContainers(pod).Count());
        Assert.Single(SecurityRules.MovingImages(pod));
    }

    [Theory]
    [InlineData("ClusterRole", "pods", "get")]
    [InlineData("Role", "*", "get")]
    [InlineData("Role", "pods", "*")]
    [InlineData("Role", "secrets", "get")]
    public void The_rule_about_rights_can_fail(string kind, string resource, string verb) =>
        Assert.Single(
            Manifest
                .Parse(
                    $$"""
                    kind: {{kind}}
                    metadata: { name: a }
                    rules: [{{(
                        kind == "Role"
                            ? $$"""{ apiGroups: [""], resources: ["{{resource}}"], verbs: ["{{verb}}"] }"""
                            : ""
                    )}}]
                    """
                )
                .SelectMany(SecurityRules.WideRights)
        );
}
