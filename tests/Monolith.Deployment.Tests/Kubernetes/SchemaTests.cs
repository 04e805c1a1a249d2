namespace Monolith.Deployment.Tests.Kubernetes;

public sealed class SchemaTests
{
    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public async Task Every_object_fits_its_published_schema(string name)
    {
        var overlay = await Overlay.OfAsync(name);

        Assert.Empty(await Schemas.FaultsAsync(overlay.Objects.Where(o => !o.IsOfDapr)));
    }

    [Fact]
    public async Task The_rule_about_schemas_can_fail()
    {
        var objects = Manifest.Parse(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: a, lables: { x: "y" } }
            spec:
              replicas: two
              selector: { matchLabels: { x: "y" } }
              template:
                spec:
                  containers: [{ name: a, imagge: b }]
            ---
            apiVersion: monitoring.coreos.com/v1
            kind: ServiceMonitor
            metadata: { name: b }
            spec: { selector: {}, endpoints: [{ prot: metrics }] }
            ---
            apiVersion: v1
            kind: Unheard
            metadata: { name: c }
            """
        );

        Assert.Equal(
            [
                "Deployment a: /spec/replicas type",
                "Deployment a: /metadata/lables is no field",
                "Deployment a: /spec/template/spec/containers/0/imagge is no field",
                "ServiceMonitor b: /spec/endpoints/0/prot is no field",
                "Unheard c: no schema for v1",
            ],
            await Schemas.FaultsAsync(objects)
        );
    }
}
