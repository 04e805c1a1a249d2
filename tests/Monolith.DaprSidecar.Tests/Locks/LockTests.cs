using System.Net;
using Monolith.DaprSidecar.Tests.Support;

namespace Monolith.DaprSidecar.Tests.Locks;

public sealed class LockTests
{
    [Fact]
    public async Task T10_A_second_owner_does_not_get_the_lock_and_a_stranger_cannot_release_it()
    {
        await using var stage = await Stage.StartAsync();

        Assert.True(await LockAsync(stage, "me"));
        Assert.False(await LockAsync(stage, "you"));
        Assert.Equal(2, await UnlockAsync(stage, "you"));
        Assert.Equal(0, await UnlockAsync(stage, "me"));
        Assert.Equal(1, await UnlockAsync(stage, "me"));
        Assert.True(await LockAsync(stage, "you"));
    }

    [Fact]
    public async Task T10_An_expiry_frees_the_lock()
    {
        var clock = new ManualTime();
        await using var stage = await Stage.StartAsync(options: new SidecarOptions { Clock = clock });
        await LockAsync(stage, "me");

        clock.Advance(TimeSpan.FromSeconds(30));

        Assert.True(await LockAsync(stage, "you"));
        Assert.Equal(2, await UnlockAsync(stage, "me"));
    }

    [Theory]
    [InlineData("""{"resourceId":"","lockOwner":"me","expiryInSeconds":1}""")]
    [InlineData("""{"resourceId":"r","expiryInSeconds":1}""")]
    [InlineData("""{"resourceId":"r","lockOwner":"me","expiryInSeconds":0}""")]
    public async Task A_lock_without_a_name_an_owner_or_an_expiry_is_400(string body)
    {
        await using var stage = await Stage.StartAsync();

        var refused = await stage.PostAsync("/v1.0-alpha1/lock/lockstore", body);

        Assert.Equal((HttpStatusCode.BadRequest, "ERR_MALFORMED_REQUEST"), await refused.ErrorAsync());
    }

    private static async Task<bool> LockAsync(Stage stage, string owner)
    {
        var body = $$"""{"resourceId":"r","lockOwner":"{{owner}}","expiryInSeconds":30}""";
        return (await (await stage.PostAsync("/v1.0-alpha1/lock/lockstore", body)).JsonAsync())
            .GetProperty("success")
            .GetBoolean();
    }

    private static async Task<int> UnlockAsync(Stage stage, string owner)
    {
        var body = $$"""{"resourceId":"r","lockOwner":"{{owner}}"}""";
        return (await (await stage.PostAsync("/v1.0-alpha1/unlock/lockstore", body)).JsonAsync())
            .GetProperty("status")
            .GetInt32();
    }
}
