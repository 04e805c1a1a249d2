using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Monolith.KubernetesApi.Tests.Support;

/// <summary>A cluster on virtual time, and a plain client for it.</summary>
internal sealed class Stage : IAsyncDisposable
{
    public const string Deployments = "/apis/apps/v1/namespaces/shop/deployments";

    private Stage(FakeCluster cluster, VirtualTime clock)
    {
        Cluster = cluster;
        Clock = clock;
        Http = new HttpClient { BaseAddress = cluster.Url };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", cluster.Token);
    }

    public FakeCluster Cluster { get; }

    public VirtualTime Clock { get; }

    public HttpClient Http { get; }

    public static async Task<Stage> StartAsync(
        TimeSpan controllerLag = default,
        IReadOnlyList<AccessRule>? access = null
    )
    {
        var clock = new VirtualTime();
        var options = new FakeClusterOptions
        {
            Clock = clock,
            ControllerLag = controllerLag,
            Access = access,
        };
        return new Stage(await FakeCluster.StartAsync(options), clock);
    }

    public async Task<JsonObject> GetAsync(string path) =>
        JsonNode.Parse(await Http.GetStringAsync(path, TestContext.Current.CancellationToken))!.AsObject();

    /// <summary>Sends a body and hands back status and answer.</summary>
    public async Task<(int Status, JsonObject Answer)> SendAsync(
        HttpMethod method,
        string path,
        string? body = null,
        string type = "application/json"
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }

        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, JsonNode.Parse(text)!.AsObject());
    }

    public Task<(int Status, JsonObject Answer)> MergeAsync(string path, string body) =>
        SendAsync(HttpMethod.Patch, path, body, "application/merge-patch+json");

    public Task<(int Status, JsonObject Answer)> StrategicAsync(string path, string body) =>
        SendAsync(HttpMethod.Patch, path, body, "application/strategic-merge-patch+json");

    public JsonObject Deployment(string name = "checkout") => Cluster.Find("Deployment", "shop", name)!;

    /// <summary>Gives a Deployment another template.</summary>
    public void ChangeImage(string image, string kind = "Deployment", string name = "checkout") =>
        Cluster.Change(
            kind,
            "shop",
            name,
            item => item["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = image
        );

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Cluster.DisposeAsync();
    }
}
