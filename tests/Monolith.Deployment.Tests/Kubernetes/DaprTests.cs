using Monolith.Architecture.Tests.Components;

namespace Monolith.Deployment.Tests.Kubernetes;

public sealed class DaprTests
{
    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public async Task Patched_resources_still_keep_to_the_rules(string name)
    {
        var overlay = await Overlay.OfAsync(name);
        Resource[] resources =
        [
            .. Resource
                .Read(name, overlay.Yaml)
                .Where(r => r.Text("apiVersion").StartsWith("dapr.io/", StringComparison.Ordinal)),
        ];

        // Labels are Kubernetes' own.
        var unread = resources
            .SelectMany(DaprRules.UnknownFields)
            .Where(fault => !fault.Contains("metadata.labels.", StringComparison.Ordinal));

        Assert.NotEmpty(resources);
        Assert.Empty(unread);
        Assert.Empty(resources.Where(r => r.Kind == "Component").SelectMany(DaprRules.UnknownMetadata));
        Assert.Empty(resources.Where(r => r.Kind == "Component").SelectMany(DaprRules.OpenSecrets));
        Assert.Empty(resources.Where(r => r.Kind == "Subscription").SelectMany(DaprRules.LossySubscriptions));
        Assert.Empty(DaprRules.PubSubsWithoutRetries(resources));
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public async Task Pods_sidecars_and_resources_fit_together(string name)
    {
        var objects = (await Overlay.OfAsync(name)).Objects;

        Assert.Empty(DaprWiringRules.LostSidecars(objects));
        Assert.Empty(DaprWiringRules.WrongApps(objects));
        Assert.Empty(DaprWiringRules.Unequipped(objects));
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public async Task The_sidecar_takes_bodies_as_large_as_Monolith_sends(string name)
    {
        var overlay = await Overlay.OfAsync(name);

        foreach (var role in overlay.Roles)
        {
            var sent = long.Parse(SettingRules.Environment(overlay.Objects, role)["Monolith__Dapr__MaxBodyBytes"]);
            Assert.Equal($"{sent >> 20}Mi", role.PodAnnotations["dapr.io/max-body-size"]);
        }
    }

    [Fact]
    public void The_rules_about_sidecars_can_fail()
    {
        var objects = Manifest.Parse(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: a, namespace: n }
            spec:
              template:
                metadata: { annotations: { dapr.io/enabled: "true", dapr.io/app-id: a, dapr.io/app-port: "1", dapr.io/config: none } }
                spec: { containers: [{ name: a, ports: [{ name: http, containerPort: 2 }] }] }
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: b, namespace: n }
            spec:
              template:
                metadata: { annotations: { dapr.io/app-id: a } }
            ---
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata: { name: pubsub, namespace: n }
            scopes: [stranger]
            """
        );

        Assert.Equal(3, DaprWiringRules.LostSidecars(objects).Count());
        Assert.Equal(
            ["two workloads are a", "Component pubsub: nobody is stranger"],
            DaprWiringRules.WrongApps(objects)
        );
        Assert.Contains("a may not use pubsub", DaprWiringRules.Unequipped(objects));
        Assert.Contains("the roles do not see each other's documents", DaprWiringRules.Unequipped(objects));
    }
}
