using System.Globalization;
using System.Net;
using System.Text;

namespace Monolith.Host.Tests.Faults;

/// <summary>A way into the host that says when records are safe. Its records have a service of their own and are numbered.</summary>
internal abstract class Door(string name)
{
    /// <summary>Every one, in a form that its protocol's clients send.</summary>
    public static IReadOnlyList<Func<Door>> All { get; } =
    [
        () => new HttpDoor("ndjson", "/api/v1/logs", "application/x-ndjson", (door, n) => $"{door.Json(n)}\n"),
        () =>
            new HttpDoor(
                "elasticsearch",
                "/_bulk",
                "application/x-ndjson",
                (door, n) => "{\"create\":{\"_index\":\"faults\"}}\n" + door.Json(n) + "\n"
            ),
        () =>
            new HttpDoor(
                "loki",
                "/loki/api/v1/push",
                "application/json",
                (door, n) => $$"""["{{Now()}}","number {{n}}",{"number":"{{n}}"}],""",
                (door, lines) =>
                    $$"""{"streams":[{"stream":{"service_name":"{{door.Service}}"},"values":[{{lines.TrimEnd(',')}}]}]}"""
            ),
        () =>
            new HttpDoor(
                "seq",
                "/ingest/clef",
                "application/vnd.serilog.clef",
                (door, n) => $$"""{"@m":"number {{n}}","service":"{{door.Service}}","number":{{n}}}""" + "\n"
            ),
        () =>
            new HttpDoor(
                "splunk",
                "/services/collector/event",
                "application/json",
                (door, n) => $$"""{"event":{{door.Json(n)}}}""" + "\n",
                authorization: "Splunk any-token"
            ),
        () =>
            new HttpDoor(
                "gelf",
                "/gelf",
                "application/json",
                (door, n) =>
                    $$"""{"version":"1.1","host":"web-1","short_message":"number {{n}}","_service":"{{door.Service}}","_number":{{n}}}"""
                    + "\n"
            ),
        () =>
            new HttpDoor(
                "otlp",
                "/v1/logs",
                "application/json",
                (door, n) =>
                    $$$"""{"timeUnixNano":"{{{Now()}}}","body":{"stringValue":"number {{{n}}}"},"attributes":[{"key":"number","value":{"intValue":"{{{n}}}"}}]},""",
                (door, records) =>
                    $$$"""{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"{{{door.Service}}}"}}]},"scopeLogs":[{"logRecords":[{{{records.TrimEnd(',')}}}]}]}]}"""
            ),
        () => new GrpcDoor(),
        () => new FluentDoor(),
    ];

    /// <summary>The settings that open those which are not open by themselves.</summary>
    public static IReadOnlyList<string> Settings { get; } = ["--Modules:Ingest:Fluent:Address=127.0.0.1:0"];

    /// <summary>The protocol.</summary>
    public string Name { get; } = name;

    /// <summary>Whose records they are.</summary>
    public string Service { get; } = $"faults-{name}";

    /// <summary>Sends so many records, numbered from the first one.</summary>
    /// <returns>Whether the host said that they are safe.</returns>
    /// <exception cref="HttpRequestException">The host went away before it answered.</exception>
    /// <exception cref="IOException">The same.</exception>
    public abstract Task<bool> SendAsync(HostProcess host, int first, int count);

    /// <summary>A record as JSON.</summary>
    protected string Json(int number) =>
        $$"""{"service":"{{Service}}","message":"number {{number}}","number":{{number}}}""";

    /// <summary>This moment in nanoseconds since 1970.</summary>
    protected static string Now() =>
        ((TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick).ToString(
            CultureInfo.InvariantCulture
        );

    private sealed class HttpDoor(
        string name,
        string path,
        string contentType,
        Func<HttpDoor, int, string> record,
        Func<HttpDoor, string, string>? envelope = null,
        string? authorization = null
    ) : Door(name)
    {
        public new string Json(int number) => base.Json(number);

        public override async Task<bool> SendAsync(HostProcess host, int first, int count)
        {
            var records = string.Concat(Enumerable.Range(first, count).Select(n => record(this, n)));
            using var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new StringContent(envelope?.Invoke(this, records) ?? records, Encoding.UTF8),
            };
            request.Content.Headers.ContentType = new(contentType);
            if (authorization is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            }

            using var response = await host.Http.SendAsync(request);
            var answer = await response.Content.ReadAsStringAsync();
            return response.IsSuccessStatusCode && !answer.Contains("\"errors\":true", StringComparison.Ordinal)
                || (
                    response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests
                        ? false
                        : throw new InvalidOperationException($"{Name}: {(int)response.StatusCode} {answer}")
                );
        }
    }
}
