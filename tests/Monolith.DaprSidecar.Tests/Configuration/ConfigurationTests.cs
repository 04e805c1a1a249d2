using System.Net;
using Monolith.DaprSidecar.Tests.Support;

namespace Monolith.DaprSidecar.Tests.Configuration;

public sealed class ConfigurationTests
{
    private const string Store = "/v1.0/configuration/configstore";

    [Fact]
    public async Task Values_are_read_by_key_or_all_at_once_and_nothing_is_204()
    {
        await using var stage = await Stage.StartAsync();
        stage.Broker.Configure("a", "1");
        stage.Broker.Configure("b", "2");

        var one = await stage.GetJsonAsync(Store + "?key=a&key=missing");
        var all = await stage.GetJsonAsync(Store);
        var none = await stage.Http.GetAsync(Store + "?key=missing");
        var unknown = await stage.Http.GetAsync("/v1.0/configuration/nowhere");

        Assert.Equal("1", Assert.Single(one.EnumerateObject()).Value.Text("value"));
        Assert.Equal(["a", "b"], all.EnumerateObject().Select(item => item.Name));
        Assert.Equal(HttpStatusCode.NoContent, none.StatusCode);
        Assert.Equal((HttpStatusCode.BadRequest, "ERR_CONFIGURATION_STORE_NOT_FOUND"), await unknown.ErrorAsync());
    }

    [Fact]
    public async Task T7_A_change_is_posted_to_the_app_until_it_unsubscribes()
    {
        await using var stage = await Stage.StartAsync(app =>
            app.Answers("/configuration/configstore/a", 200).Answers("/configuration/configstore/b", 200)
        );
        var id = (await stage.GetJsonAsync(Store + "/subscribe?key=a")).Text("id");
        var all = (await stage.GetJsonAsync(Store + "/subscribe")).Text("id");

        stage.Broker.Configure("a", "1");
        var posted = (await stage.ReceivedAsync("/configuration/configstore/a", 2)).Select(request => request.Json());
        var ended = await stage.GetJsonAsync($"{Store}/{id}/unsubscribe");
        stage.Broker.Configure("a", "2");
        stage.Broker.Configure("b", "3");
        await stage.ReceivedAsync("/configuration/configstore/b");

        var first = posted.Single(body => body.Text("id") == id);
        Assert.Equal("1", first.GetProperty("items").GetProperty("a").Text("value"));
        Assert.True(ended.GetProperty("ok").GetBoolean());
        Assert.Equal(
            [all],
            stage.App.At("/configuration/configstore/a").Skip(2).Select(request => request.Json().Text("id"))
        );
    }

    [Fact]
    public async Task T7_A_restart_forgets_who_watches()
    {
        await using var stage = await Stage.StartAsync(app => app.Answers("/configuration/configstore/a", 200));
        await stage.GetJsonAsync(Store + "/subscribe?key=a");

        await stage.Sidecar.RestartAsync();
        stage.Broker.Configure("a", "1");
        var id = (await stage.GetJsonAsync(Store + "/subscribe?key=a")).Text("id");
        stage.Broker.Configure("a", "2");

        Assert.Equal(id, Assert.Single(await stage.ReceivedAsync("/configuration/configstore/a")).Json().Text("id"));
    }

    [Fact]
    public async Task Unsubscribing_twice_is_an_error()
    {
        await using var stage = await Stage.StartAsync();

        Assert.Equal(
            HttpStatusCode.InternalServerError,
            (await stage.Http.GetAsync(Store + "/unknown/unsubscribe")).StatusCode
        );
    }
}
