using System.Text.RegularExpressions;

namespace Monolith.Deployment.Tests.Kubernetes;

public sealed partial class ReferenceTests
{
    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public async Task What_an_object_names_is_there(string name)
    {
        var objects = (await Overlay.OfAsync(name)).Objects;

        Assert.Empty(ReferenceRules.MissingConfigMaps(objects));
        Assert.Empty(ReferenceRules.MissingAccounts(objects));
        Assert.Empty(ReferenceRules.LooseVolumes(objects));
        Assert.Empty(ReferenceRules.LostProbes(objects));
        Assert.Empty(ReferenceRules.Homeless(objects));
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public async Task Healing_is_told_of_the_namespaces_that_it_has_rights_in(string name)
    {
        var overlay = await Overlay.OfAsync(name);
        var bound = overlay
            .Objects.Where(o => o.Kind == "RoleBinding" && o.Text("roleRef.name") == "monolith-healing")
            .Select(o => o.Namespace);
        var told = overlay
            .Roles.Select(role => SettingRules.Environment(overlay.Objects, role))
            .SelectMany(e => e.GetValueOrDefault("Modules__Healing__Namespaces__default", "").Split(','))
            .Where(n => n.Length > 0);

        Assert.Equal(bound.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public async Task Secrets_stand_in_no_manifest(string name) =>
        Assert.Empty(ReferenceRules.OpenSecrets((await Overlay.OfAsync(name)).Objects));

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public async Task The_guide_tells_how_to_make_every_secret(string name) =>
        Assert.Empty(ReferenceRules.UndocumentedSecrets((await Overlay.OfAsync(name)).Objects, SecretsOfTheGuide()));

    [Fact]
    public async Task The_guide_names_no_secret_that_nobody_reads()
    {
        var read = ReferenceRules
            .Secrets([.. (await Overlay.OfAsync("dev")).Objects, .. (await Overlay.OfAsync("production")).Objects])
            .ToHashSet(StringComparer.Ordinal);

        Assert.Empty(SecretsOfTheGuide().Except(read, StringComparer.Ordinal));
    }

    [Fact]
    public void The_rules_about_references_can_fail()
    {
        var objects = Manifest.Parse(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: a, namespace: n }
            spec:
              template:
                metadata: { annotations: { dapr.io/api-token-secret: tokens } }
                spec:
                  serviceAccountName: nobody
                  containers:
                    - name: a
                      envFrom: [{ configMapRef: { name: missing } }]
                      env: [{ name: X, valueFrom: { secretKeyRef: { name: keys, key: x } } }]
                      volumeMounts: [{ name: nowhere }]
                      readinessProbe: { httpGet: { port: htpp } }
                  volumes:
                    - { name: certificates, secret: { secretName: tls } }
                    - { name: settings, configMap: { name: missing-too } }
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: { name: b, namespace: n }
            roleRef: { kind: Role, name: missing }
            subjects: [{ kind: ServiceAccount, name: nobody, namespace: n }]
            ---
            apiVersion: v1
            kind: Secret
            metadata: { name: c }
            """
        );

        Assert.Equal(2, ReferenceRules.MissingConfigMaps(objects).Count());
        Assert.Equal(3, ReferenceRules.MissingAccounts(objects).Count());
        Assert.Equal(3, ReferenceRules.LooseVolumes(objects).Count());
        Assert.Single(ReferenceRules.LostProbes(objects));
        Assert.Equal(3, ReferenceRules.Homeless(objects).Count());
        Assert.Single(ReferenceRules.OpenSecrets(objects));
        Assert.Equal(
            ["keys/x is not in the guide", "tls/tls.key is not in the guide", "tokens/token is not in the guide"],
            ReferenceRules.UndocumentedSecrets(objects, new HashSet<string>(StringComparer.Ordinal) { "tls/tls.crt" })
        );
    }

    /// <summary>The rows of the guide's table of secrets, each as <c>name/key</c>.</summary>
    private static HashSet<string> SecretsOfTheGuide() =>
        SecretRow()
            .Matches(Repository.Read("docs/deploying.md"))
            .Select(m => $"{m.Groups["name"].Value}/{m.Groups["key"].Value}")
            .ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex(
        @"^\| `(?<name>monolith-[a-z-]+)` \| `(?<key>[a-z.-]+)` \|",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex SecretRow();
}
