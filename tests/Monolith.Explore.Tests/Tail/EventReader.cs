using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;

namespace Monolith.Explore.Tests.Tail;

/// <summary>Reads a live tail as a browser does.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private EventReader(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _events = SseParser.Create(body).EnumerateAsync().GetAsyncEnumerator();
    }

    public static async Task<EventReader> OpenAsync(HttpClient http, string query = "", string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/logs/tail?{query}");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new EventReader(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event.</summary>
    public async Task<(string Type, string? Id, JsonNode Data)> NextAsync()
    {
        Assert.True(await _events.MoveNextAsync().AsTask().WaitAsync(Patience));
        var item = _events.Current;
        return (item.EventType, item.EventId, JsonNode.Parse(item.Data)!);
    }

    /// <summary>The body of the next event, which is a record.</summary>
    public async Task<string> NextBodyAsync() => (await NextAsync()).Data["body"]!.GetValue<string>();

    public async ValueTask DisposeAsync()
    {
        _response.Dispose();
        try
        {
            await _events.DisposeAsync();
        }
        catch (Exception error) when (error is IOException or NotSupportedException or HttpRequestException)
        {
            // The connection was cut while the enumerator waited for it.
        }
    }
}
