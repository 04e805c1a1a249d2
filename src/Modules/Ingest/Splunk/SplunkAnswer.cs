using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Splunk;

/// <summary>An answer of the collector: <c>{"text":"Success","code":0}</c>, with the codes and words that Splunk's clients know.
/// They are listed in docs/ingest/splunk.md.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Splunk's code.</param>
/// <param name="Text">Splunk's words for it.</param>
internal sealed record SplunkAnswer(int Status, int Code, string Text)
{
    public static readonly SplunkAnswer Success = new(200, 0, "Success");
    public static readonly SplunkAnswer TokenRequired = new(401, 2, "Token is required");
    public static readonly SplunkAnswer InvalidAuthorization = new(401, 3, "Invalid authorization");
    public static readonly SplunkAnswer InvalidToken = new(403, 4, "Invalid token");
    public static readonly SplunkAnswer NoData = new(400, 5, "No data");
    public static readonly SplunkAnswer InvalidFormat = new(400, 6, "Invalid data format");
    public static readonly SplunkAnswer Busy = new(503, 9, "Server is busy");
    public static readonly SplunkAnswer MissingChannel = new(400, 10, "Data channel is missing");
    public static readonly SplunkAnswer InvalidChannel = new(400, 11, "Invalid data channel");
    public static readonly SplunkAnswer MissingEvent = new(400, 12, "Event field is required");
    public static readonly SplunkAnswer BlankEvent = new(400, 13, "Event field cannot be blank");
    public static readonly SplunkAnswer TokenInQuery = new(400, 16, "Query string authorization is not enabled");
    public static readonly SplunkAnswer Healthy = new(200, 17, "HEC is healthy");
    public static readonly SplunkAnswer QueuesFull = new(503, 18, "HEC is unhealthy, queues are full");
    public static readonly SplunkAnswer UnhealthyToken = new(400, 21, "Invalid token");
    public static readonly SplunkAnswer ShuttingDown = new(503, 23, "Server is shutting down");
    public static readonly SplunkAnswer TooLarge = new(413, 27, "Request entity too large");

    /// <summary>What a request is answered of which no event was kept.</summary>
    public static SplunkAnswer Of(RejectReason reason) =>
        reason switch
        {
            RejectReason.MissingEvent => MissingEvent,
            RejectReason.BlankEvent => BlankEvent,
            _ => InvalidFormat,
        };

    /// <summary>Sends the answer.</summary>
    /// <param name="response">Where to.</param>
    /// <param name="invalidEvent">The place of the first event that was refused, from 0.</param>
    /// <param name="ackId">The number to ask for the acknowledgement with.</param>
    public async Task WriteAsync(HttpResponse response, long? invalidEvent = null, long? ackId = null)
    {
        var answer = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(answer))
        {
            json.WriteStartObject();
            json.WriteString("text", Text);
            json.WriteNumber("code", Code);
            if (invalidEvent is { } place)
            {
                json.WriteNumber("invalid-event-number", place);
            }

            if (ackId is { } id)
            {
                json.WriteNumber("ackId", id);
            }

            json.WriteEndObject();
        }

        response.StatusCode = Status;
        response.ContentType = "application/json";
        response.ContentLength = answer.WrittenCount;
        await response.Body.WriteAsync(answer.WrittenMemory);
    }
}
