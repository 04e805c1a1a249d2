using System.Net;
using System.Text.Json;
using Monolith.DaprSidecar.Tests.Support;

namespace Monolith.DaprSidecar.Tests.State;

public sealed class StateTests
{
    private const string Store = "/v1.0/state/statestore";

    [Fact]
    public async Task T1_A_missing_key_is_204_and_an_existing_one_comes_with_its_etag_a_text_in_quotes()
    {
        await using var stage = await Stage.StartAsync();

        var missing = await stage.Http.GetAsync(Store + "/k");
        await stage.PostAsync(Store, """[{"key":"k","value":"text"}]""");
        var found = await stage.Http.GetAsync(Store + "/k");

        Assert.Equal(HttpStatusCode.NoContent, missing.StatusCode);
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        Assert.Equal("1", found.Headers.GetValues("ETag").Single());
        Assert.Equal("\"text\"", await found.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("""{"key":"k","value":2,"etag":"99"}""", HttpStatusCode.Conflict)]
    [InlineData("""{"key":"k","value":2,"etag":"garbage"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"key":"k","value":2,"options":{"concurrency":"first-write"}}""", HttpStatusCode.Conflict)]
    public async Task T2_A_save_that_does_not_match_is_refused(string item, HttpStatusCode expected)
    {
        await using var stage = await Stage.StartAsync();
        await stage.PostAsync(Store, """[{"key":"k","value":1}]""");

        var refused = await stage.PostAsync(Store, $"[{item}]");

        Assert.Equal((expected, "ERR_STATE_SAVE"), await refused.ErrorAsync());
        Assert.Equal("1", await stage.Http.GetStringAsync(Store + "/k"));
    }

    [Fact]
    public async Task T2_The_right_etag_and_the_last_write_go_through()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PostAsync(Store, """[{"key":"k","value":1}]""");

        var matching = await stage.PostAsync(
            Store,
            """[{"key":"k","value":2,"etag":"1","options":{"concurrency":"first-write"}}]"""
        );
        var last = await stage.PostAsync(
            Store,
            """[{"key":"k","value":3,"etag":"1","options":{"concurrency":"last-write"}}]"""
        );

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (matching.StatusCode, last.StatusCode));
        Assert.Equal("3", await stage.Http.GetStringAsync(Store + "/k"));
    }

    [Fact]
    public async Task T2_A_delete_with_a_stale_etag_is_409()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PostAsync(Store, """[{"key":"k","value":1}]""");
        using var request = new HttpRequestMessage(HttpMethod.Delete, Store + "/k");
        request.Headers.TryAddWithoutValidation("If-Match", "7");

        var refused = await stage.Http.SendAsync(request);
        var deleted = await stage.Http.DeleteAsync(Store + "/k");

        Assert.Equal((HttpStatusCode.Conflict, "ERR_STATE_DELETE"), await refused.ErrorAsync());
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await stage.Http.GetAsync(Store + "/k")).StatusCode);
    }

    [Fact]
    public async Task T3_A_transaction_with_a_stale_etag_changes_nothing()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PostAsync(Store, """[{"key":"old","value":1}]""");

        var refused = await stage.PostAsync(
            Store + "/transaction",
            """
            {"operations":[
              {"operation":"upsert","request":{"key":"new","value":1}},
              {"operation":"upsert","request":{"key":"old","value":2}},
              {"operation":"delete","request":{"key":"old","etag":"99"}}]}
            """
        );

        Assert.Equal((HttpStatusCode.InternalServerError, "ERR_STATE_TRANSACTION"), await refused.ErrorAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await stage.Http.GetAsync(Store + "/new")).StatusCode);
        Assert.Equal("1", await stage.Http.GetStringAsync(Store + "/old"));
    }

    [Fact]
    public async Task T3_A_transaction_makes_all_its_changes()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PostAsync(Store, """[{"key":"old","value":1}]""");

        var done = await stage.PostAsync(
            Store + "/transaction",
            """{"operations":[{"operation":"upsert","request":{"key":"new","value":1}},{"operation":"delete","request":{"key":"old"}}]}"""
        );

        Assert.Equal(HttpStatusCode.NoContent, done.StatusCode);
        Assert.Equal("1", await stage.Http.GetStringAsync(Store + "/new"));
        Assert.Equal(HttpStatusCode.NoContent, (await stage.Http.GetAsync(Store + "/old")).StatusCode);
    }

    [Fact]
    public async Task T3_An_unknown_operation_is_400()
    {
        await using var stage = await Stage.StartAsync();

        var refused = await stage.PostAsync(
            Store + "/transaction",
            """{"operations":[{"operation":"touch","request":{"key":"k"}}]}"""
        );

        Assert.Equal((HttpStatusCode.BadRequest, "ERR_NOT_SUPPORTED_STATE_OPERATION"), await refused.ErrorAsync());
    }

    [Fact]
    public async Task T4_A_lifetime_hides_the_key_after_it_and_bulk_get_shows_missing_keys_without_data()
    {
        var clock = new ManualTime();
        await using var stage = await Stage.StartAsync(options: new SidecarOptions { Clock = clock });
        await stage.PostAsync(
            Store,
            """[{"key":"short","value":1,"metadata":{"ttlInSeconds":"10"}},{"key":"long","value":{"a":2}}]"""
        );

        var before = await stage.Http.GetAsync(Store + "/short");
        clock.Advance(TimeSpan.FromSeconds(10));
        var after = await stage.Http.GetAsync(Store + "/short");
        var bulk = await (await stage.PostAsync(Store + "/bulk", """{"keys":["short","long"]}""")).JsonAsync();

        Assert.Equal("2026-03-04T05:06:17Z", before.Headers.GetValues("metadata.ttlExpireTime").Single());
        Assert.Equal(HttpStatusCode.NoContent, after.StatusCode);
        Assert.False(bulk[0].TryGetProperty("data", out _));
        Assert.Equal(2, bulk[1].GetProperty("data").GetProperty("a").GetInt32());
        Assert.Equal("1", bulk[1].Text("etag"));
    }

    [Fact]
    public async Task T4_A_lifetime_of_minus_one_takes_the_expiry_away()
    {
        var clock = new ManualTime();
        await using var stage = await Stage.StartAsync(options: new SidecarOptions { Clock = clock });
        await stage.PostAsync(Store + "?metadata.ttlInSeconds=10", """[{"key":"k","value":1}]""");

        await stage.PostAsync(Store, """[{"key":"k","value":2,"metadata":{"ttlInSeconds":"-1"}}]""");
        clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal("2", await stage.Http.GetStringAsync(Store + "/k"));
    }

    [Fact]
    public async Task T5_A_key_with_the_separator_and_an_unknown_store_are_400()
    {
        await using var stage = await Stage.StartAsync();

        var separator = await stage.PostAsync(Store, """[{"key":"a||b","value":1}]""");
        var unknown = await stage.Http.GetAsync("/v1.0/state/nowhere/k");

        Assert.Equal((HttpStatusCode.BadRequest, "ERR_MALFORMED_REQUEST"), await separator.ErrorAsync());
        Assert.Equal((HttpStatusCode.BadRequest, "ERR_STATE_STORE_NOT_FOUND"), await unknown.ErrorAsync());
    }

    [Theory]
    [InlineData("""{"key":"k"}""")]
    [InlineData("""[{"value":1}]""")]
    [InlineData("not json")]
    public async Task A_body_that_is_no_list_of_items_is_400(string body)
    {
        await using var stage = await Stage.StartAsync();

        Assert.Equal(
            (HttpStatusCode.BadRequest, "ERR_MALFORMED_REQUEST"),
            await (await stage.PostAsync(Store, body)).ErrorAsync()
        );
    }

    [Fact]
    public async Task Values_go_through_floating_point()
    {
        await using var stage = await Stage.StartAsync();

        await stage.PostAsync(Store, """[{"key":"k","value":{"b":1234567890123456789,"a":"1234567890123456789"}}]""");

        Assert.Equal(
            """{"a":"1234567890123456789","b":1234567890123456800}""",
            await stage.Http.GetStringAsync(Store + "/k")
        );
    }

    [Fact]
    public async Task A_restart_keeps_the_state()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PostAsync(Store, """[{"key":"k+1","value":1}]""");

        await stage.Sidecar.RestartAsync();

        Assert.Equal("1", await stage.Http.GetStringAsync(Store + "/k%2B1"));
    }

    [Fact]
    public async Task Apps_do_not_see_each_others_keys_unless_the_store_says_so()
    {
        const string Shared = """
            kind: Component
            metadata: { name: statestore }
            spec: { type: state.redis, metadata: [ { name: keyPrefix, value: name } ] }
            """;
        var broker = new Broker();
        await using var one = await Sidecar.StartAsync(new SidecarOptions { AppId = "one", Broker = broker });
        await using var two = await Sidecar.StartAsync(new SidecarOptions { AppId = "two", Broker = broker });
        await using var three = await Sidecar.StartAsync(
            new SidecarOptions
            {
                AppId = "three",
                Broker = broker,
                Resources = Shared,
            }
        );
        await using var four = await Sidecar.StartAsync(
            new SidecarOptions
            {
                AppId = "four",
                Broker = broker,
                Resources = Shared,
            }
        );

        await SaveAsync(one);
        await SaveAsync(three);

        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(two));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(four));
    }

    private static async Task SaveAsync(Sidecar sidecar)
    {
        using var http = new HttpClient { BaseAddress = sidecar.HttpEndpoint };
        await http.PostAsync(
            Store,
            new StringContent(JsonSerializer.Serialize(new[] { new { key = "k", value = 1 } }))
        );
    }

    private static async Task<HttpStatusCode> StatusAsync(Sidecar sidecar)
    {
        using var http = new HttpClient { BaseAddress = sidecar.HttpEndpoint };
        return (await http.GetAsync(Store + "/k")).StatusCode;
    }
}
