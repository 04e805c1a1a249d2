using System.Net;
using Monolith.DaprSidecar.Tests.Support;

namespace Monolith.DaprSidecar.Tests.Secrets;

public sealed class SecretsTests
{
    private static readonly SidecarOptions Options = new()
    {
        Secrets = new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["db"] = new Dictionary<string, string> { ["user"] = "u", ["password"] = "p" },
            ["other"] = new Dictionary<string, string> { ["other"] = "o" },
        },
    };

    [Fact]
    public async Task T6_An_unknown_store_is_401()
    {
        await using var stage = await Stage.StartAsync(options: Options);

        var refused = await stage.Http.GetAsync("/v1.0/secrets/nowhere/db");

        Assert.Equal((HttpStatusCode.Unauthorized, "ERR_SECRET_STORE_NOT_FOUND"), await refused.ErrorAsync());
    }

    [Fact]
    public async Task T6_A_secret_is_a_flat_map_and_all_secrets_are_a_nested_one()
    {
        await using var stage = await Stage.StartAsync(options: Options);

        var one = await stage.GetJsonAsync("/v1.0/secrets/secretstore/db");
        var all = await stage.GetJsonAsync("/v1.0/secrets/secretstore/bulk");

        Assert.Equal(("u", "p"), (one.Text("user"), one.Text("password")));
        Assert.Equal(("p", "o"), (all.GetProperty("db").Text("password"), all.GetProperty("other").Text("other")));
    }

    [Fact]
    public async Task A_missing_secret_is_500()
    {
        await using var stage = await Stage.StartAsync(options: Options);

        var refused = await stage.Http.GetAsync("/v1.0/secrets/secretstore/missing");

        Assert.Equal((HttpStatusCode.InternalServerError, "ERR_SECRET_GET"), await refused.ErrorAsync());
    }

    [Fact]
    public async Task Scopes_hide_secrets()
    {
        const string Scopes = """
            kind: Configuration
            spec: { secrets: { scopes: [ { storeName: secretstore, defaultAccess: deny, allowedSecrets: [ other ] } ] } }
            """;
        await using var stage = await Stage.StartAsync(options: Options with { Resources = Scopes });

        var refused = await stage.Http.GetAsync("/v1.0/secrets/secretstore/db");
        var all = await stage.GetJsonAsync("/v1.0/secrets/secretstore/bulk");

        Assert.Equal((HttpStatusCode.Forbidden, "ERR_PERMISSION_DENIED"), await refused.ErrorAsync());
        Assert.Equal(["other"], all.EnumerateObject().Select(secret => secret.Name));
    }

    [Fact]
    public async Task A_file_of_secrets_is_read_with_its_nesting()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("secrets.json"), """{"redis":{"password":"p"},"plain":"x"}""");
        await using var stage = await Stage.StartAsync(
            options: new SidecarOptions
            {
                Resources = $$"""
                kind: Component
                metadata: { name: secretstore }
                spec: { type: secretstores.local.file, metadata: [ { name: secretsFile, value: "{{folder.File(
                    "secrets.json"
                )}}" } ] }
                """,
            }
        );

        var secret = await stage.GetJsonAsync("/v1.0/secrets/secretstore/redis:password");

        Assert.Equal("p", secret.Text("redis:password"));
    }
}
