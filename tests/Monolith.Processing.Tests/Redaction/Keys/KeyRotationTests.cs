using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;
using Monolith.Processing.Redaction;
using Monolith.Processing.Redaction.Keys;
using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Tests.Redaction.Keys;

public sealed class KeyRotationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_that_is_as_old_as_the_settings_allow_is_replaced_once_however_many_replicas_look()
    {
        using var world = new PrivacyWorld();
        using var replica = new PrivacyWorld(world.Folder);
        var before = world.Token(TokenKind.Email, "anna@example.com");

        world.Time.Advance(TimeSpan.FromDays(89));
        await Rotation(world).RotateOldAsync(Cancel);
        Assert.Equal(before, world.Token(TokenKind.Email, "anna@example.com"));

        world.Time.Advance(TimeSpan.FromDays(1));
        replica.Time.Advance(TimeSpan.FromDays(90));
        await Task.WhenAll(Rotation(world).RotateOldAsync(Cancel), Rotation(replica).RotateOldAsync(Cancel));

        var keys = await world.Keys.OpenAsync(TenantId.Default, Cancel);
        Assert.Equal([2, 1], keys.Ring.Living.Select(key => key.Number));
        Assert.StartsWith("email_k2_", world.Token(TokenKind.Email, "anna@example.com"), StringComparison.Ordinal);
    }

    private static KeyRotation Rotation(PrivacyWorld world) =>
        new(
            world.Keys,
            world.Rings,
            world.Get<IDocumentStore>(),
            world.Get<PrivacyAudit>(),
            Options.Create(new PrivacyOptions { RotateKeysAfterDays = 90 }),
            world.Time,
            NullLogger<KeyRotation>.Instance
        );
}
