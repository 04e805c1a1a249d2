using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Monolith.Processing.Routing;

namespace Monolith.Processing.Tests.Routing;

/// <summary>Destinations as documents: who may see and change them, and what they never say.</summary>
public sealed class DestinationTests
{
    private const string Path = "/api/v1/destinations";

    [Fact]
    public async Task A_secret_is_in_no_answer()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await RoutingWorld.StartAsync();
        await world.AddAsync(
            $$$$"""{"id":"es","elasticsearch":{"url":"{{{{receiver.Url}}}}","auth":{"scheme":"basic","user":"me","secret":"key"}}}"""
        );
        await world.ForwardAsync("""{"to":["es"]}""", RoutingWorld.Record("x"));
        var tested = await (await world.Http.PostAsync($"{Path}/es/test", null)).Content.ReadAsStringAsync();

        var answers = tested + await world.Http.GetStringAsync(Path) + await world.Http.GetStringAsync($"{Path}/es");

        Assert.DoesNotContain("top-secret-value", answers, StringComparison.Ordinal);
        Assert.Contains("\"secret\":\"key\"", answers, StringComparison.Ordinal);
        Assert.Equal(
            "Basic " + Convert.ToBase64String("me:top-secret-value"u8),
            receiver.Requests.First().Header("Authorization")
        );
    }

    [Fact]
    public async Task A_tenant_sees_and_reaches_its_own_destinations_and_secrets_only()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await RoutingWorld.StartAsync(settings: ("Secrets:other@theirs", "their-value"));
        await world.AddAsync($$$$"""{"id":"hook","webhook":{"url":"{{{{receiver.Url}}}}"}}""", tenant: "other");

        var answer = await world.Http.GetAsync($"{Path}/hook");
        var list = await world.Http.GetStringAsync(Path);
        var stored = await world.ForwardAsync("""{"to":["hook"],"only":true}""", RoutingWorld.Record("mine"));
        var stolen = await PostAsync(
            world,
            """{"id":"x","webhook":{"url":"http://example.com","secret":"other@theirs"}}"""
        );

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("""{"destinations":[]}""", list);
        Assert.Equal(1, stored);
        Assert.Equal(HttpStatusCode.BadRequest, stolen.StatusCode);
        Assert.Empty(receiver.Requests);
    }

    [Theory]
    [InlineData("""{"id":"x"}""", "kind")]
    [InlineData("""{"id":"x","webhook":{"url":"ftp://example.com"}}""", "webhook.url")]
    [InlineData("""{"id":"x","webhook":{"url":"http://u:p@example.com"}}""", "webhook.url")]
    [InlineData("""{"id":"x","webhook":{"url":"http://example.com","secret":"no"}}""", "webhook.secret")]
    [InlineData(
        """{"id":"x","webhook":{"url":"http://example.com","headers":{"Authorization":"x"}}}""",
        "webhook.headers"
    )]
    [InlineData("""{"id":"../x","webhook":{"url":"http://example.com"}}""", "id")]
    [InlineData("""{"id":"x","syslog":{"host":"example.com","port":0}}""", "syslog.port")]
    [InlineData("""{"id":"x","webhook":{"url":"http://example.com"},"loki":{"url":"http://example.com"}}""", "kind")]
    public async Task A_wrong_destination_is_refused_with_what_is_wrong(string json, string field)
    {
        await using var world = await RoutingWorld.StartAsync();

        var answer = await PostAsync(world, json);

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal([field], problem.GetProperty("errors").EnumerateObject().Select(e => e.Name));
    }

    [Fact]
    public async Task A_change_that_has_not_seen_the_last_one_is_refused()
    {
        await using var world = await RoutingWorld.StartAsync();
        const string Json = """{"id":"x","paused":true,"webhook":{"url":"http://example.com"}}""";
        await world.AddAsync(Json);
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Path}/x")
        {
            Content = new StringContent(Json, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("If-Match", "\"another\"");

        var answer = await world.Http.SendAsync(request);
        var again = await PostAsync(world, Json);

        Assert.Equal(HttpStatusCode.PreconditionFailed, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task Who_may_only_look_cannot_change_anything()
    {
        await using var world = await RoutingWorld.StartAsync();
        world.Http.DefaultRequestHeaders.Add(ModuleHost.PermissionsHeader, "pipelines:read");

        Assert.Equal(HttpStatusCode.OK, (await world.Http.GetAsync(Path)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(world, "{}")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Http.PostAsync($"{Path}/x/test", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Http.DeleteAsync($"{Path}/x")).StatusCode);
    }

    [Fact]
    public async Task An_address_of_the_inside_is_not_connected_to_unless_the_operator_allows_it()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await RoutingWorld.StartAsync(settings: ("AllowedNetworks:0", "10.0.0.0/8"));
        await world.AddAsync($$$$"""{"id":"hook","webhook":{"url":"{{{{receiver.Url}}}}"}}""");

        var answer = await world.Http.PostAsync($"{Path}/hook/test", null);

        var result = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("failed", result.GetProperty("outcome").GetString());
        Assert.Contains("AllowedNetworks", result.GetProperty("receipt").GetString(), StringComparison.Ordinal);
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task A_removed_destination_leaves_no_file_behind()
    {
        using var folder = new TemporaryFolder();
        await using var world = await RoutingWorld.StartAsync(folder.Path);
        await world.AddAsync("""{"id":"x","paused":true,"webhook":{"url":"http://example.com"}}""");
        await world.ForwardAsync("""{"to":["x"]}""", RoutingWorld.Record("waiting"));

        var answer = await world.Http.DeleteAsync($"{Path}/x");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Empty(Directory.GetFileSystemEntries(System.IO.Path.Combine(folder.Path, "forward")));
    }

    private static Task<HttpResponseMessage> PostAsync(RoutingWorld world, string json) =>
        world.Http.PostAsync(Path, new StringContent(json, Encoding.UTF8, "application/json"));
}
