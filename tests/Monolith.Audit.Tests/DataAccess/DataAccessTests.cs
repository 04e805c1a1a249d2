using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Monolith.Audit.Contracts;
using Monolith.Audit.DataAccess;
using Monolith.Platform;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Platform.Slices;

namespace Monolith.Audit.Tests.DataAccess;

public sealed class DataAccessTests(EngineFixture engine)
{
    [Fact]
    public async Task Who_looked_at_what_and_how_much_of_it_stands_in_the_trail_and_not_what_they_saw()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_access", other: new Library());

        using var answer = await host.Http.GetAsync(
            new Uri("/books?q=author%3D%22Kafka%22&from=now-1h&to=now", UriKind.Relative)
        );
        Assert.Equal("one\ntwo\n", await answer.Content.ReadAsStringAsync());

        var entry = Assert.Single(await EntriesAsync(host, "library."));
        Assert.Equal("library.books.searched", (string?)entry["action"]);
        Assert.Equal("tester", (string?)entry["actor"]!["name"]);
        Assert.Equal("succeeded", (string?)entry["outcome"]);
        var details = entry["details"]!;
        Assert.Equal("GET /books", (string?)details["endpoint"]);
        Assert.Equal("q=author=\"Kafka\"&from=now-1h&to=now", (string?)details["question"]);
        Assert.Equal(("now-1h", "now"), ((string?)details["from"], (string?)details["to"]));
        Assert.Equal(("2", "8"), ((string?)details["rows"], (string?)details["bytes"]));
        Assert.DoesNotContain("two", entry.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_that_stands_in_the_body_is_told_too()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_access_body", other: new Library());

        using var body = new StringContent("title ~ 'castle'");
        using var answer = await host.Http.PostAsync(new Uri("/questions", UriKind.Relative), body);

        var entry = Assert.Single(await EntriesAsync(host, "library."));
        Assert.Equal("title ~ 'castle'", (string?)entry["details"]!["query"]);
    }

    [Fact]
    public async Task What_was_not_given_out_stands_in_the_trail_with_the_reason()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_access_missing", other: new Library());

        using var answer = await host.Http.GetAsync(new Uri("/books/17", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var entry = Assert.Single(await EntriesAsync(host, "library."));
        Assert.Equal(("failed", "no-such-record"), ((string?)entry["outcome"], (string?)entry["reason"]));
        Assert.Equal(("id", "17"), ((string?)entry["target"]!["type"], (string?)entry["target"]!["id"]));
    }

    [Fact]
    public async Task Nothing_is_recorded_where_that_is_switched_off()
    {
        await using var host = await AuditHost.StartAsync(
            engine,
            "audit_access_off",
            other: new Library(),
            settings: new Dictionary<string, string?> { ["Modules:Audit:RecordAccess"] = "false" }
        );

        using var answer = await host.Http.GetAsync(new Uri("/books", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([], await EntriesAsync(host, "library."));
    }

    [Fact]
    public async Task Reading_the_trail_leaves_one_entry_for_each_request()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_access_itself");

        await EntriesAsync(host, "audit.");
        var entries = await EntriesAsync(host, "audit.trail.read");

        // Before there is a table, the trail could not be read; that was told too.
        var entry = Assert.Single(entries, e => (string?)e["outcome"] == "succeeded");
        Assert.Equal("GET /api/v1/audit/entries", (string?)entry["details"]!["endpoint"]);
    }

    [Fact]
    public async Task While_the_trail_takes_nothing_reading_goes_on_and_is_told_later()
    {
        using var folder = new TemporaryFolder();
        var trail = new MoodyTrail { TakesEntries = false };
        using var meters = new TestMeters();
        using var spool = Spool(folder, trail, meters);
        await spool.StartAsync(default);
        var recorder = Recorder(trail, spool);

        await recorder.AnswerAsync("library.books.searched", null, _ => Task.CompletedTask, Request());
        Assert.False(spool.IsEmpty);
        Assert.Empty(trail.Entries);

        trail.TakesEntries = true;
        await Eventually.HoldsAsync(() => spool.IsEmpty, "what waited was told");
        Assert.Equal("library.books.searched", Assert.Single(trail.Entries).Action);
        await spool.StopAsync(default);
    }

    [Fact]
    public async Task What_waited_when_the_host_died_is_told_by_the_next_one()
    {
        using var folder = new TemporaryFolder();
        var trail = new MoodyTrail { TakesEntries = false };
        using var meters = new TestMeters();
        using (var dead = Spool(folder, trail, meters))
        {
            await Recorder(trail, dead).AnswerAsync("library.books.searched", null, _ => Task.CompletedTask, Request());
        }

        await File.AppendAllTextAsync(Path.Combine(folder.File("data"), "audit", "access.ndjson"), "{\"id\":\"to");
        trail.TakesEntries = true;
        using var next = Spool(folder, trail, meters);
        await next.StartAsync(default);

        await Eventually.HoldsAsync(() => next.IsEmpty, "what waited was told");
        Assert.Single(trail.Entries);
        await next.StopAsync(default);
    }

    [Fact]
    public async Task When_there_is_no_room_for_more_nothing_is_given_out()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.File("data"), "audit"));
        await using (var full = File.Create(Path.Combine(folder.File("data"), "audit", "access.ndjson")))
        {
            full.SetLength(AccessSpool.MaxBytes);
        }

        var trail = new MoodyTrail { TakesEntries = false };
        using var meters = new TestMeters();
        using var spool = Spool(folder, trail, meters);
        var isAsked = false;

        await Assert.ThrowsAsync<AuditUnavailableException>(() =>
            Recorder(trail, spool)
                .AnswerAsync(
                    "library.books.searched",
                    null,
                    _ =>
                    {
                        isAsked = true;
                        return Task.CompletedTask;
                    },
                    Request()
                )
        );

        Assert.False(isAsked);
    }

    private static AccessSpool Spool(TemporaryFolder folder, MoodyTrail trail, TestMeters meters) =>
        new(
            new DataFolder(folder.File("data")),
            trail,
            new AuditMetrics(meters),
            TimeProvider.System,
            NullLogger<AccessSpool>.Instance
        );

    private static AccessRecorder Recorder(MoodyTrail trail, AccessSpool spool) =>
        new(trail, spool, Options.Create(new AuditOptions()), TimeProvider.System);

    private static DefaultHttpContext Request()
    {
        var caller = new CallerIdentity("test", DataScope.Everything);
        caller.AddClaim(new(System.Security.Claims.ClaimTypes.Name, "anna"));
        caller.AddClaim(new(TenantId.ClaimType, "default"));
        return new DefaultHttpContext { User = new(caller) };
    }

    private static async Task<IReadOnlyList<JsonNode>> EntriesAsync(AuditHost host, string action)
    {
        JsonArray? entries = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                var (shipped, head) = (
                    await host.Service<Audit.Trail.TrailQueue>().ShippedAsync("default", default),
                    await host.Service<Audit.Trail.TrailQueue>().HeadAsync("default", default)
                );
                if (shipped < head.Size)
                {
                    return false;
                }

                using var answer = await host.Http.GetAsync(
                    new Uri($"/api/v1/audit/entries?action={action}", UriKind.Relative)
                );
                entries = answer.IsSuccessStatusCode
                    ? JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["entries"]!.AsArray()
                    : null;
                return entries is not null;
            },
            "the trail can be read"
        );
        return [.. entries!.Select(entry => entry!["entry"]!)];
    }

    /// <summary>Gives out books, and has that recorded.</summary>
    private sealed class Library : IModule
    {
        public string Name => "Library";

        public void AddServices(IServiceCollection services, IConfiguration configuration) { }

        public void MapEndpoints(IEndpointRouteBuilder routes)
        {
            var books = routes.MapGroup("").RequireAuthorization(Permissions.ReadLogs);
            books
                .RecordsAccess("library.books.searched")
                .MapGet(
                    "/books",
                    async (HttpContext http) =>
                    {
                        http.CountRows(2);
                        await http.Response.Body.WriteAsync("one\ntwo\n"u8.ToArray());
                    }
                );
            books
                .RecordsAccess("library.book.viewed")
                .MapGet(
                    "/books/{id}",
                    IResult (string id) => throw new NotFoundException("no-such-record", $"There is no book {id}.")
                );
            books
                .RecordsAccess("library.question.asked")
                .MapPost(
                    "/questions",
                    async (HttpContext http) =>
                    {
                        using var body = new StreamReader(http.Request.Body);
                        http.Asks(await body.ReadToEndAsync(), from: null, to: null);
                        return TypedResults.Ok();
                    }
                );
        }
    }

    private sealed class MoodyTrail : IAuditTrail
    {
        private readonly Lock _lock = new();
        private readonly List<AuditEntry> _entries = [];

        public bool TakesEntries { get; set; }

        public IReadOnlyList<AuditEntry> Entries
        {
            get
            {
                lock (_lock)
                {
                    return [.. _entries];
                }
            }
        }

        public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
        {
            if (!TakesEntries)
            {
                throw new AuditUnavailableException();
            }

            lock (_lock)
            {
                _entries.Add(entry);
            }

            return Task.CompletedTask;
        }
    }
}
