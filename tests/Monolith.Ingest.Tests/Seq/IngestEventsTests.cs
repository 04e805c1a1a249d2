using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Monolith.Ingest.Tests.Seq;

/// <summary>Seq's ingestion API over HTTP.</summary>
public sealed class IngestEventsTests
{
    private const string Clef = "application/vnd.serilog.clef";
    private const string Event = """{"@t":"2026-03-04T05:06:07Z","@mt":"Hello {Name}","Name":"you"}""";

    [Theory]
    [InlineData("/api/events/raw", Clef)]
    [InlineData("/api/events/raw?clef", "application/json")]
    [InlineData("/ingest/clef", Clef)]
    [InlineData("/ingest/clef", "application/json")]
    [InlineData("/ingest/clef", null)]
    public async Task Events_are_stored_and_answered_as_seq_does(string path, string? type)
    {
        await using var host = await IngestHost.StartAsync();

        var response = await PostAsync(host, Event, path, type);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("""{"MinimumLevelAccepted":null}""", await response.Content.ReadAsStringAsync());
        Assert.Equal(("acme", "Hello you"), (host.Stored.Records.Single().Tenant, host.Stored.Records.Single().Body));
    }

    [Fact]
    public async Task The_form_before_clef_comes_to_the_same_address()
    {
        await using var host = await IngestHost.StartAsync();

        var response = await PostAsync(
            host,
            """{"Events":[{"Timestamp":"2026-03-04T05:06:07Z","MessageTemplate":"Hello"}]}""",
            "/api/events/raw",
            "application/json"
        );

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("Hello", host.Stored.Records.Single().Body);
    }

    [Fact]
    public async Task An_empty_batch_asks_for_the_level_alone()
    {
        await using var host = await IngestHost.StartAsync();

        var response = await PostAsync(host, "");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Fact]
    public async Task A_bad_event_among_good_ones_is_no_error_since_clients_would_send_all_of_them_again()
    {
        await using var host = await IngestHost.StartAsync();

        var response = await PostAsync(host, $"{Event}\nnonsense\n{Event}");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(2, host.Stored.Records.Count);
        Assert.Equal(2, host.Stored.Quarantine.Single().Position);
    }

    [Fact]
    public async Task A_batch_of_which_nothing_can_be_read_is_a_400_that_says_why()
    {
        await using var host = await IngestHost.StartAsync();

        var response = await PostAsync(host, "nonsense\n{\"@t\":\"soon\"}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Event 2: invalid_time.", await ErrorOfAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_is_too_large_is_a_413()
    {
        await using var host = await IngestHost.StartAsync("Modules:Ingest:MaxRecordBytes=256");

        var response = await PostAsync(host, $$"""{"@m":"{{new string('x', 300)}}"}""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("record_too_large", await ErrorOfAsync(response), StringComparison.Ordinal);
        Assert.Equal("record_too_large", host.Stored.Quarantine.Single().Reason);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_a_413()
    {
        await using var host = await IngestHost.StartAsync("Modules:Ingest:MaxBodyBytes=1024");

        var response = await PostAsync(host, new string(' ', 2_000));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.NotEmpty(await ErrorOfAsync(response));
    }

    [Fact]
    public async Task A_full_spool_is_a_503_that_says_when_to_come_back()
    {
        await using var host = await IngestHost.StartAsync();
        host.Stored.IsFull = true;

        var response = await PostAsync(host, Event);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter!.Delta);
        Assert.Equal("The spool is full.", await ErrorOfAsync(response));
    }

    [Fact]
    public async Task A_key_in_the_address_is_refused_whether_a_key_is_needed_or_not()
    {
        await using var host = await IngestHost.StartAsync();
        using var stranger = new HttpClient { BaseAddress = host.Http.BaseAddress };
        using var content = new StringContent(Event, Encoding.UTF8, "application/json");

        var known = await PostAsync(host, Event, "/api/events/raw?clef&apiKey=secret");
        var unknown = await stranger.PostAsync("/ingest/clef?apiKey=secret", content);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized), (known.StatusCode, unknown.StatusCode));
        Assert.Contains("X-Seq-ApiKey", await ErrorOfAsync(known), StringComparison.Ordinal);
        Assert.Empty(host.Stored.Records);
    }

    [Fact]
    public async Task Other_content_types_are_a_415_that_names_those_that_work()
    {
        await using var host = await IngestHost.StartAsync();

        var response = await PostAsync(host, Event, type: "text/plain");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains(Clef, await ErrorOfAsync(response), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> PostAsync(
        IngestHost host,
        string body,
        string path = "/ingest/clef",
        string? type = Clef
    )
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        return await host.Http.PostAsync(path, content);
    }

    private static async Task<string> ErrorOfAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("Error").GetString()!;
}
