using Monolith.DaprSidecar.Resources;
using Monolith.DaprSidecar.Tests.Support;

namespace Monolith.DaprSidecar.Tests.Resources;

public sealed class ResourceTests
{
    private const string Unknown = """
        kind: Component
        metadata: { name: odd }
        spec: { type: pubsub.pigeons }
        """;

    [Fact]
    public async Task A_component_of_an_unknown_type_keeps_the_sidecar_from_starting()
    {
        var error = await Assert.ThrowsAsync<ResourceException>(() =>
            Sidecar.StartAsync(new SidecarOptions { Resources = Unknown })
        );

        Assert.Contains("pubsub.pigeons", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_component_whose_errors_are_ignored_is_left_out_with_a_note()
    {
        var log = new StringWriter();
        var resources = Unknown.Replace("{ type:", "{ ignoreErrors: true, type:");

        await using var stage = await Stage.StartAsync(
            options: new SidecarOptions { Resources = resources, Log = log }
        );

        Assert.DoesNotContain(
            "odd",
            (await stage.GetJsonAsync("/v1.0/metadata")).GetRawText(),
            StringComparison.Ordinal
        );
        Assert.Contains("pubsub.pigeons", log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_replaces_the_defaults_and_scopes_choose_among_its_components()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            folder.File("components.yaml"),
            """
            kind: Component
            metadata: { name: mine }
            spec: { type: state.redis }
            scopes: [ monolith ]
            ---
            kind: Component
            metadata: { name: theirs }
            spec: { type: state.redis }
            scopes: [ somebody-else ]
            """
        );

        await using var stage = await Stage.StartAsync(options: new SidecarOptions { ResourcesPath = folder.Path });

        var components = (await stage.GetJsonAsync("/v1.0/metadata")).GetProperty("components").EnumerateArray();
        Assert.Equal(["mine"], components.Select(component => component.Text("name")));
    }

    [Fact]
    public async Task Values_come_from_secrets_whatever_the_order_of_the_files()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("secrets.json"), """{"prefix":"name"}""");
        var resources = $$"""
            kind: Component
            metadata: { name: statestore }
            spec: { type: state.redis, metadata: [ { name: keyPrefix, secretKeyRef: { name: prefix } } ] }
            auth: { secretStore: files }
            ---
            kind: Component
            metadata: { name: files }
            spec: { type: secretstores.local.file, metadata: [ { name: secretsFile, value: "{{folder.File(
                "secrets.json"
            )}}" } ] }
            """;

        var set = ResourceSet.Load(new SidecarOptions { Resources = resources });

        Assert.Equal("name", set.Components.Single(component => component.Name == "statestore").Setting("keyPrefix"));
    }

    [Fact]
    public void Values_come_from_the_environment()
    {
        const string Resources = """
            kind: Component
            metadata: { name: statestore }
            spec: { type: state.redis, metadata: [ { name: redisHost, envRef: PATH } ] }
            """;

        var set = ResourceSet.Load(new SidecarOptions { Resources = Resources });

        Assert.Equal(
            Environment.GetEnvironmentVariable("PATH"),
            set.Components.Single(component => component.Name == "statestore").Setting("redisHost")
        );
    }

    [Fact]
    public void A_secret_that_is_not_there_keeps_the_sidecar_from_starting()
    {
        const string Resources = """
            kind: Component
            metadata: { name: statestore }
            spec: { type: state.redis, metadata: [ { name: redisPassword, secretKeyRef: { name: redis, key: password } } ] }
            auth: { secretStore: secretstore }
            """;

        Assert.Throws<ResourceException>(() => ResourceSet.Load(new SidecarOptions { Resources = Resources }));
    }
}
