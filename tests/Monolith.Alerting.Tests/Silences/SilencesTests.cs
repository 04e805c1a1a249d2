using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Alerting.Tests.Notifications.Support;
using Monolith.Audit.Contracts;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Tests.Silences;

public sealed class SilencesTests : IAsyncLifetime
{
    private const string Path = "/api/v1/silences";

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _clock = new();
    private readonly NotificationsAlone _module = new();
    private ModuleHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await StartAsync(_module);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_silence_is_kept_with_who_wanted_it_and_why()
    {
        var created = await _host.SendAsync(HttpMethod.Post, Path, ForAnHour());

        Assert.Equal(HttpStatusCode.Created, created.Status);
        var silence = (await _host.SendAsync(HttpMethod.Get, $"{Path}/{IdOf(created)}")).Json!;
        Assert.Equal("tester", $"{silence["createdBy"]}");
        Assert.Equal("Planned upgrade.", $"{silence["comment"]}");
        Assert.Equal("active", $"{silence["status"]!["state"]}");
        Assert.Equal(_clock.GetUtcNow(), silence["startsAt"]!.GetValue<DateTimeOffset>());
        Assert.Equal(
            """[{"name":"service","value":"checkout","isRegex":false,"isEqual":true}]""",
            silence["matchers"]!.ToJsonString()
        );
        var told = await _module.Trail.HeardAsync("alerting.silence.created");
        Assert.Equal(new Actor(ActorKind.Caller, "tester"), told.Actor);
        Assert.Equal(new AuditTarget("silence", IdOf(created)), told.Target);
        Assert.Equal("Planned upgrade.", told.Reason);
    }

    [Fact]
    public async Task The_author_cannot_be_somebody_else()
    {
        var silence = ForAnHour();
        silence["createdBy"] = "somebody.else";

        var answer = await _host.SendAsync(HttpMethod.Post, Path, silence);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
    }

    [Fact]
    public async Task A_silence_goes_from_pending_to_active_to_expired_and_is_kept_for_five_days()
    {
        var later = ForAnHour();
        later["startsAt"] = _clock.GetUtcNow().AddMinutes(30);
        var id = IdOf(await _host.SendAsync(HttpMethod.Post, Path, later));

        Assert.Equal("pending", await StateAsync(id));

        _clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal("active", await StateAsync(id));

        _clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal("expired", await StateAsync(id));

        _clock.Advance(TimeSpan.FromDays(5) - TimeSpan.FromTicks(1));
        Assert.Equal("expired", await StateAsync(id));

        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("no-such-silence", (await _host.SendAsync(HttpMethod.Get, $"{Path}/{id}")).Problem);
    }

    [Fact]
    public async Task A_silence_that_is_ended_early_can_still_be_seen()
    {
        var id = await CreateAsync();

        var answer = await _host.SendAsync(HttpMethod.Delete, $"{Path}/{id}");
        var again = await _host.SendAsync(HttpMethod.Delete, $"{Path}/{id}");

        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        Assert.Equal(HttpStatusCode.NoContent, again.Status);
        Assert.Equal("expired", await StateAsync(id));
        Assert.Equal("tester", (await _module.Trail.HeardAsync("alerting.silence.expired")).Actor.Name);
    }

    [Fact]
    public async Task A_longer_end_changes_the_silence_itself()
    {
        var id = await CreateAsync();
        var longer = ForAnHour();
        longer["endsAt"] = _clock.GetUtcNow().AddHours(2);

        var answer = await _host.SendAsync(HttpMethod.Put, $"{Path}/{id}", longer);

        Assert.Equal(id, IdOf(answer));
        var silence = (await _host.SendAsync(HttpMethod.Get, $"{Path}/{id}")).Json!;
        Assert.Equal(_clock.GetUtcNow().AddHours(2), silence["endsAt"]!.GetValue<DateTimeOffset>());
        await _module.Trail.HeardAsync("alerting.silence.updated");
    }

    [Fact]
    public async Task Other_matchers_end_the_silence_and_make_a_new_one()
    {
        var id = await CreateAsync();
        var other = ForAnHour("cart");

        var answer = await _host.SendAsync(HttpMethod.Put, $"{Path}/{id}", other);

        Assert.NotEqual(id, IdOf(answer));
        Assert.Equal("expired", await StateAsync(id));
        Assert.Equal("active", await StateAsync(IdOf(answer)));
    }

    [Fact]
    public async Task A_silence_that_is_over_is_not_brought_back_but_made_anew()
    {
        var id = await CreateAsync();
        await _host.SendAsync(HttpMethod.Delete, $"{Path}/{id}");

        var answer = await _host.SendAsync(HttpMethod.Put, $"{Path}/{id}", ForAnHour());

        Assert.NotEqual(id, IdOf(answer));
        Assert.Equal("expired", await StateAsync(id));
    }

    [Fact]
    public async Task Silences_are_listed_with_the_active_ones_first_and_by_state()
    {
        var expired = await CreateAsync();
        await _host.SendAsync(HttpMethod.Delete, $"{Path}/{expired}");
        var active = await CreateAsync();

        var all = (await _host.SendAsync(HttpMethod.Get, Path)).Json!["silences"]!.AsArray();
        var some = (await _host.SendAsync(HttpMethod.Get, $"{Path}?state=expired")).Json!["silences"]!.AsArray();

        Assert.Equal([active, expired], all.Select(s => $"{s!["id"]}"));
        Assert.Equal([expired], some.Select(s => $"{s!["id"]}"));
        Assert.Equal(HttpStatusCode.BadRequest, (await _host.SendAsync(HttpMethod.Get, $"{Path}?state=gone")).Status);
    }

    [Fact]
    public async Task Silences_are_there_after_a_restart()
    {
        var id = await CreateAsync();
        await _host.DisposeAsync();
        _host = await StartAsync(new NotificationsAlone());

        Assert.Equal("active", await StateAsync(id));
    }

    [Theory]
    [InlineData("""{"comment":"x","endsAt":"2030-01-01T00:00:00Z","matchers":[]}""")]
    [InlineData("""{"comment":"x","endsAt":"2030-01-01T00:00:00Z","matchers":[null]}""")]
    [InlineData("""{"comment":"x","endsAt":"2030-01-01T00:00:00Z"}""")]
    [InlineData("""{"comment":"","endsAt":"2030-01-01T00:00:00Z","matchers":[{"name":"a","value":"b"}]}""")]
    [InlineData("""{"comment":"x","endsAt":"2020-01-01T00:00:00Z","matchers":[{"name":"a","value":"b"}]}""")]
    [InlineData(
        """{"comment":"x","startsAt":"2031-01-01T00:00:00Z","endsAt":"2030-01-01T00:00:00Z","matchers":[{"name":"a","value":"b"}]}"""
    )]
    [InlineData("""{"comment":"x","endsAt":"2030-01-01T00:00:00Z","matchers":[{"name":"a","value":""}]}""")]
    [InlineData(
        """{"comment":"x","endsAt":"2030-01-01T00:00:00Z","matchers":[{"name":"a","value":".*","isRegex":true}]}"""
    )]
    [InlineData(
        """{"comment":"x","endsAt":"2030-01-01T00:00:00Z","matchers":[{"name":"a","value":"(","isRegex":true}]}"""
    )]
    [InlineData("""{"comment":"x","endsAt":"2030-01-01T00:00:00Z","matchers":[{"name":"","value":"b"}]}""")]
    [InlineData("""{"comment":"x","endsAt":"2030-01-01T00:00:00Z","matchers":[{"name":"a","value":null}]}""")]
    [InlineData("""[]""")]
    public async Task A_silence_that_says_nothing_or_too_much_is_refused(string body)
    {
        var answer = await _host.SendAsync(HttpMethod.Post, Path, JsonNode.Parse(body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("invalid-request", answer.Problem);
    }

    [Fact]
    public async Task Another_tenant_neither_sees_nor_changes_a_silence()
    {
        var id = await CreateAsync();

        var seen = await _host.SendAsync(HttpMethod.Get, $"{Path}/{id}", tenant: "attacker");
        var changed = await _host.SendAsync(HttpMethod.Put, $"{Path}/{id}", ForAnHour(), tenant: "attacker");
        var ended = await _host.SendAsync(HttpMethod.Delete, $"{Path}/{id}", tenant: "attacker");
        var list = await _host.SendAsync(HttpMethod.Get, Path, tenant: "attacker");

        Assert.All([seen, changed, ended], answer => Assert.Equal("no-such-silence", answer.Problem));
        Assert.Empty(list.Json!["silences"]!.AsArray());
        Assert.Equal("active", await StateAsync(id));
    }

    [Fact]
    public async Task Each_endpoint_asks_for_its_permission()
    {
        var id = await CreateAsync();
        const string Reader = Permissions.ReadAlerts;

        var read = await _host.SendAsync(HttpMethod.Get, $"{Path}/{id}", permissions: Reader);
        var created = await _host.SendAsync(HttpMethod.Post, Path, ForAnHour(), permissions: Reader);
        var changed = await _host.SendAsync(HttpMethod.Put, $"{Path}/{id}", ForAnHour(), permissions: Reader);
        var ended = await _host.SendAsync(HttpMethod.Delete, $"{Path}/{id}", permissions: Reader);
        var stranger = await _host.SendAsync(HttpMethod.Get, Path, permissions: Permissions.ReadLogs);

        Assert.Equal(HttpStatusCode.OK, read.Status);
        Assert.All([created, changed, ended, stranger], a => Assert.Equal(HttpStatusCode.Forbidden, a.Status));
    }

    private Task<ModuleHost> StartAsync(NotificationsAlone module) =>
        ModuleHost.StartAsync(_folder.File("data"), [module], services => services.AddSingleton<TimeProvider>(_clock));

    private JsonObject ForAnHour(string service = "checkout") =>
        new()
        {
            ["matchers"] = new JsonArray(new JsonObject { ["name"] = "service", ["value"] = service }),
            ["endsAt"] = _clock.GetUtcNow().AddHours(1),
            ["comment"] = "Planned upgrade.",
        };

    private async Task<string> CreateAsync() => IdOf(await _host.SendAsync(HttpMethod.Post, Path, ForAnHour()));

    private async Task<string> StateAsync(string id) =>
        $"{(await _host.SendAsync(HttpMethod.Get, $"{Path}/{id}")).Json!["status"]!["state"]}";

    private static string IdOf(ApiAnswer answer) => $"{answer.Json!["id"]}";
}
