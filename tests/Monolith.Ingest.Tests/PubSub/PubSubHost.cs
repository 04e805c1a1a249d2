using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Monolith.Ingest.Tests.PubSub;

/// <summary>The module beside a sidecar that is played by the test, which posts what a sidecar posts.</summary>
internal sealed class PubSubHost : IAsyncDisposable
{
    private readonly IngestHost _host;

    private PubSubHost(IngestHost host) => _host = host;

    public HttpClient Http => _host.Http;

    public RecordingLogWriter Stored => _host.Stored;

    public IMeterFactory Meters => _host.Meters;

    /// <param name="settings">Settings of the section, as <c>RawPayload=true</c>; or whole ones, with a colon before the
    /// equals sign.</param>
    public static async Task<PubSubHost> StartAsync(params string[] settings) =>
        new(
            await IngestHost.StartAsync([
                "Monolith:Runtime=Dapr",
                "Monolith:Access:Tenant=own",
                .. settings.Select(s =>
                    s.StartsWith("Monolith:", StringComparison.Ordinal)
                    || s.StartsWith("Modules:", StringComparison.Ordinal)
                        ? s
                        : $"Modules:Ingest:PubSub:{s}"
                ),
            ])
        );

    /// <summary>Posts one message as it came from the broker, and gives the status that is answered.</summary>
    public async Task<string> DeliverAsync(
        string cloudEvent,
        string route = "/dapr/logs",
        params (string Name, string Value)[] headers
    )
    {
        using var content = new StringContent(cloudEvent, Encoding.UTF8);
        return await DeliverAsync(content, route, headers);
    }

    public async Task<string> DeliverAsync(
        HttpContent content,
        string route,
        params (string Name, string Value)[] headers
    )
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents+json");
        using var request = new HttpRequestMessage(HttpMethod.Post, route) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        return answer.GetProperty("status").GetString()!;
    }

    /// <summary>Posts an envelope and gives the statuses, in the order of the answer: <c>entryId status</c>.</summary>
    public async Task<string[]> DeliverBulkAsync(string envelope, string route = "/dapr/logs")
    {
        using var content = new StringContent(envelope, Encoding.UTF8, "application/json");
        var response = await Http.PostAsync(route, content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        return
        [
            .. answer
                .GetProperty("statuses")
                .EnumerateArray()
                .Select(s => $"{s.GetProperty("entryId").GetString()} {s.GetProperty("status").GetString()}"),
        ];
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    /// <summary>A message as a sidecar hands it on.</summary>
    public static string Event(string id, string data, string source = "checkout", string more = "") =>
        $$"""
            {"data":{{data}},"datacontenttype":"application/json","id":"{{id}}","pubsubname":"pubsub","source":"{{source}}",
            "specversion":"1.0","time":"2026-03-04T05:06:01Z","topic":"logs","traceid":"","traceparent":"","tracestate":"",
            "type":"com.dapr.event.sent"{{more}}}
            """;

    /// <summary>A message whose data are bytes, as a sidecar hands it on.</summary>
    public static string Binary(string id, byte[] data) =>
        Event(id, "0", more: $",\"data_base64\":\"{Convert.ToBase64String(data)}\"")
            .Replace("\"data\":0,", "", StringComparison.Ordinal);

    /// <summary>An envelope as a sidecar makes it: the entries stand in the middle.</summary>
    public static string Envelope(params string[] entries) => EnvelopeOf("logs", entries);

    /// <summary>An envelope with messages of a topic.</summary>
    public static string EnvelopeOf(string topic, params string[] entries) =>
        $$"""{"id":"0b9d7a5e-2f1e-4f5a-8b1e-1c2d3e4f5a6b","entries":[{{string.Join(',', entries)}}],"metadata":{"pubsubName":"pubsub"},"topic":"{{topic}}","pubsubname":"pubsub","type":"com.dapr.event.sent.bulk"}""";

    /// <summary>An entry of an envelope.</summary>
    public static string Entry(string entryId, string @event, string metadata = "null") =>
        $$"""{"entryId":"{{entryId}}","event":{{@event}},"contentType":"application/cloudevents+json","metadata":{{metadata}}}""";
}
