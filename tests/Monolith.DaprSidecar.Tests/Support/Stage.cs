using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Monolith.DaprSidecar.PubSub;

namespace Monolith.DaprSidecar.Tests.Support;

/// <summary>A sidecar with an app beside it, and a client of the sidecar.</summary>
internal sealed class Stage : IAsyncDisposable
{
    /// <summary>Part of a subscription: failures go to the topic "dead".</summary>
    public const string DeadLetters = "\"deadLetterTopic\":\"dead\"";

    /// <summary>Part of a subscription: messages are no CloudEvents.</summary>
    public const string Raw = "\"metadata\":{\"rawPayload\":\"true\"}";

    private Stage(FakeApp app, Sidecar sidecar) =>
        (App, Sidecar, Http) = (app, sidecar, new HttpClient { BaseAddress = sidecar.HttpEndpoint });

    public FakeApp App { get; }

    public Sidecar Sidecar { get; }

    public HttpClient Http { get; }

    public Broker Broker => Sidecar.Broker;

    /// <summary>Starts both, and returns once deliveries run.</summary>
    public static async Task<Stage> StartAsync(Action<FakeApp>? app = null, SidecarOptions? options = null)
    {
        var fake = await FakeApp.StartAsync();
        app?.Invoke(fake);
        var sidecar = await Sidecar.StartAsync((options ?? new SidecarOptions()) with { AppPort = fake.Port });
        await sidecar.WaitUntilReadyAsync();
        return new Stage(fake, sidecar);
    }

    /// <summary>Starts with one subscription: topic and route are given, the rest is JSON.</summary>
    public static Task<Stage> WithTopicAsync(
        string topic,
        string more = "",
        Func<Received, (int Status, string Body)>? answer = null,
        SidecarOptions? options = null
    ) =>
        StartAsync(
            app =>
            {
                app.Answers("/dapr/subscribe", 200, Subscription(topic, more));
                app.Answers("/" + topic, answer ?? (_ => (200, "")));
            },
            options
        );

    public static string Subscription(string topic, string more = "") =>
        $$"""[{"pubsubname":"pubsub","topic":"{{topic}}","routes":{"default":"/{{topic}}"}{{(more.Length > 0 ? "," + more : "")}}}]""";

    public async Task PublishAsync(
        string topic,
        string body,
        string contentType = "application/json",
        string query = ""
    )
    {
        var response = await PostAsync($"/v1.0/publish/pubsub/{topic}{query}", body, contentType);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body, string? contentType = "application/json")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        return Http.PostAsync(path, content);
    }

    public async Task<JsonElement> GetJsonAsync(string path) => await Http.GetFromJsonAsync<JsonElement>(path);

    /// <summary>The requests of a route, once there are so many.</summary>
    public async Task<IReadOnlyList<Received>> ReceivedAsync(string path, int count = 1)
    {
        await Eventually.HoldsAsync(() => App.At(path).Count >= count, $"{count} requests at {path}");
        return App.At(path);
    }

    /// <summary>What lies on a topic, once there is so much.</summary>
    public async Task<IReadOnlyList<PublishedMessage>> PublishedAsync(string topic, int count = 1)
    {
        await Eventually.HoldsAsync(() => Broker.Published(topic).Count >= count, $"{count} messages on {topic}");
        return Broker.Published(topic);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Sidecar.DisposeAsync();
        await App.DisposeAsync();
    }
}

/// <summary>Short ways to look into JSON.</summary>
internal static class Reading
{
    public static JsonElement Json(this Received request) => JsonElement.Parse(request.Body);

    public static string? Text(this JsonElement value, string name) => value.GetProperty(name).GetString();

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<JsonElement>();

    /// <summary>Status and error code in one.</summary>
    public static async Task<(HttpStatusCode Status, string? Code)> ErrorAsync(this HttpResponseMessage response) =>
        (response.StatusCode, (await response.JsonAsync()).Text("errorCode"));
}
