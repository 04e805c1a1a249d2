using System.Text;
using Monolith.Audit.Contracts;
using Monolith.Platform.Security;
using Monolith.Processing.Redaction.Keys;
using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Tests.Redaction.Keys;

public sealed class KeyStoreTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replicas_that_make_the_first_keys_at_once_have_the_same()
    {
        using var world = new PrivacyWorld();
        using var replica = new PrivacyWorld(world.Folder);

        var keys = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    Task.Run(() => (i % 2 == 0 ? world : replica).Keys.OpenAsync(TenantId.Default, Cancel), Cancel)
                )
        );

        Assert.Single(keys.Select(k => Convert.ToHexString(k.Ring.Active.Secret)).Distinct());
    }

    [Fact]
    public async Task A_new_key_makes_the_tokens_from_then_on_and_replicas_follow()
    {
        using var world = new PrivacyWorld();
        using var replica = new PrivacyWorld(world.Folder);
        var before = world.Token(TokenKind.Email, "anna@example.com");
        Assert.Equal(before, replica.Token(TokenKind.Email, "anna@example.com"));

        world.Rings.Of(TenantId.Default).Take(await world.Keys.RotateAsync(TenantId.Default, _ => Entry("1"), Cancel));
        await replica.Rings.RefreshAsync(Cancel);

        var after = world.Token(TokenKind.Email, "anna@example.com");
        Assert.StartsWith("email_k2_", after, StringComparison.Ordinal);
        Assert.Equal(after, replica.Token(TokenKind.Email, "anna@example.com"));
        Assert.NotEqual(before[9..], after[9..]);
    }

    [Fact]
    public async Task A_destroyed_key_is_gone_and_the_others_stay()
    {
        using var world = new PrivacyWorld();
        await world.Keys.OpenAsync(TenantId.Default, Cancel);
        await world.Keys.RotateAsync(TenantId.Default, _ => Entry("1"), Cancel);

        var keys = await world.Keys.DestroyAsync(TenantId.Default, 1, Entry("2"), Cancel);

        Assert.Equal([2], keys.Ring.Living.Select(key => key.Number));
        Assert.Equal([KeyState.Destroyed, KeyState.Active], keys.Stored.Select(key => key.State));
        Assert.Null(keys.Stored[0].Wrapped);
    }

    [Fact]
    public async Task Keys_lie_wrapped_and_the_key_that_wraps_them_lies_elsewhere_for_its_owner_alone()
    {
        using var world = new PrivacyWorld();

        var keys = await world.Keys.OpenAsync(TenantId.Default, Cancel);

        var file = Path.Combine(world.Folder, "secrets", "wrapping.key");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var wrapping = (await File.ReadAllTextAsync(file, Cancel)).Trim();
        var secret = Convert.ToBase64String(keys.Ring.Active.Secret)[..40];
        var root = Convert.ToBase64String(keys.Ring.Active.Generations[0].Paths.Nodes.Values.Single());
        foreach (var database in Directory.EnumerateFiles(Path.Combine(world.Folder, "control")))
        {
            var text = Encoding.Latin1.GetString(await ReadSharedAsync(database));
            Assert.All([wrapping, secret, root], key => Assert.DoesNotContain(key, text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Keys_of_another_wrapping_key_are_refused()
    {
        using var world = new PrivacyWorld();
        await world.Keys.OpenAsync(TenantId.Default, Cancel);
        using var stranger = new PrivacyWorld(world.Folder, new AnotherKey());

        await Assert.ThrowsAsync<SecretKeyUnavailableException>(() =>
            stranger.Keys.OpenAsync(TenantId.Default, Cancel)
        );
        Assert.Equal("[email]", stranger.Token(TokenKind.Email, "anna@example.com"));
    }

    [Fact]
    public void A_key_never_shows_itself()
    {
        var key = SecretKey.Random();

        Assert.Equal($"key {key.Id}", key.ToString());
        Assert.Throws<InvalidOperationException>(() => System.Text.Json.JsonSerializer.Serialize(key));
        Assert.Equal("k3 (Active)", KeyVersion.Make(3).ToString());
    }

    internal static AuditEntry Entry(string id) =>
        new()
        {
            Id = id,
            Tenant = TenantId.Default.Value,
            Time = ManualTime.Start,
            Action = "processing.key.rotated",
            Actor = Actor.System("test"),
            Target = new AuditTarget("key", id),
        };

    private static async Task<byte[]> ReadSharedAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, Cancel);
        return bytes;
    }

    private sealed class AnotherKey : ISecretKeys
    {
        private readonly SecretKey _key = SecretKey.Random();

        public Task<SecretKey> GetWrappingKeyAsync(CancellationToken cancellationToken) => Task.FromResult(_key);
    }
}
