using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Monolith.Access.Directory;
using Monolith.Access.Keys;
using Monolith.Access.ServiceAccounts;
using Monolith.Access.Tests.Directory;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Access.Tests.Keys;

public sealed class KeyGateTests : IDisposable
{
    private static readonly IPAddress Home = IPAddress.Parse("192.0.2.17");

    private readonly MemoryDocumentStore _documents = new();
    private readonly VirtualTime _clock = new();
    private readonly KeyUses _uses = new();
    private readonly AccessDirectory _directory;
    private readonly KeyGate _gate;

    public KeyGateTests()
    {
        _directory = SomeDirectory.On(_documents, _clock);
        _gate = new KeyGate(_directory, _uses, _clock);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_key_opens_what_its_roles_open()
    {
        var key = await MakeAsync(k => k with { Roles = ["ingest"], Permissions = [Permissions.ReadAudit] });

        var answer = _gate.Ask(key, Home);

        Assert.Equal(KeyRefusal.None, answer.Refusal);
        Assert.Equal($"key:{answer.Key!.Key.Id}", answer.Caller!.Identity!.Name);
        Assert.Equal([Permissions.ReadAudit, Permissions.WriteLogs], Entitlement.Of(answer.Caller).Permissions.Order());
        Assert.Same(answer.Caller, _gate.Ask(key, Home).Caller);
    }

    [Fact]
    public async Task A_key_that_was_never_made_opens_nothing()
    {
        await MakeAsync(k => k);

        Assert.Equal(KeyRefusal.Unknown, _gate.Ask(KeyText.Make().Key, Home).Refusal);
        Assert.Equal(KeyRefusal.Unknown, _gate.Ask("the-key-for-admins", Home).Refusal);
    }

    [Fact]
    public async Task A_revoked_key_opens_nothing_and_is_still_known()
    {
        var key = await MakeAsync(k => k with { RevokedAt = _clock.GetUtcNow() });

        var answer = _gate.Ask(key, Home);

        Assert.Equal(KeyRefusal.Revoked, answer.Refusal);
        Assert.Null(answer.Caller);
        Assert.NotNull(answer.Key);
    }

    [Fact]
    public async Task A_key_ends_at_its_time()
    {
        var key = await MakeAsync(k => k with { ExpiresAt = _clock.GetUtcNow().AddMinutes(1) });

        var before = _gate.Ask(key, Home).Refusal;
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(KeyRefusal.None, before);
        Assert.Equal(KeyRefusal.Expired, _gate.Ask(key, Home).Refusal);
    }

    [Theory]
    [InlineData("192.0.2.17", KeyRefusal.None)]
    [InlineData("::ffff:192.0.2.17", KeyRefusal.None)]
    [InlineData("2001:db8::1", KeyRefusal.None)]
    [InlineData("198.51.100.7", KeyRefusal.None)]
    [InlineData("198.51.100.8", KeyRefusal.WrongNetwork)]
    [InlineData("192.0.3.1", KeyRefusal.WrongNetwork)]
    [InlineData(null, KeyRefusal.WrongNetwork)]
    public async Task A_key_opens_from_its_networks_alone(string? from, object expected)
    {
        var key = await MakeAsync(k => k with { Networks = ["192.0.2.0/24", "2001:db8::/32", "198.51.100.7"] });

        Assert.Equal(expected, _gate.Ask(key, from is null ? null : IPAddress.Parse(from)).Refusal);
    }

    [Fact]
    public async Task A_key_with_a_rate_gets_a_second_s_worth_at_once_and_then_one_at_a_time()
    {
        var key = await MakeAsync(k => k with { RatePerSecond = 5 });

        var burst = Enumerable.Range(0, 6).Select(_ => _gate.Ask(key, Home)).ToList();
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        var later = new[] { _gate.Ask(key, Home).Refusal, _gate.Ask(key, Home).Refusal };

        Assert.All(burst[..5], answer => Assert.Equal(KeyRefusal.None, answer.Refusal));
        Assert.Equal(KeyRefusal.TooFast, burst[5].Refusal);
        Assert.Equal(TimeSpan.FromMilliseconds(200), burst[5].Wait);
        Assert.Equal([KeyRefusal.None, KeyRefusal.TooFast], later);
    }

    [Fact]
    public async Task A_key_of_a_service_account_has_what_the_account_has_and_ends_with_it()
    {
        var account = new ServiceAccount
        {
            Tenant = "default",
            Name = "ci",
            Roles = ["analyst"],
        };
        await ChangeAsync(edit => edit.Save(account));
        var key = await MakeAsync(k =>
            k with
            {
                Holder = new KeyHolder(KeyHolderKind.ServiceAccount, "ci"),
                Roles = [],
                Permissions = [Permissions.ReadLogs, Permissions.ManageAccess],
            }
        );

        var caller = _gate.Ask(key, Home).Caller!;
        await ChangeAsync(edit => edit.Save(account with { IsDisabled = true }));

        Assert.Equal("service-account:ci", caller.Identity!.Name);
        Assert.Equal([Permissions.ReadLogs], Entitlement.Of(caller).Permissions);
        Assert.Equal(KeyRefusal.HolderGone, _gate.Ask(key, Home).Refusal);
    }

    [Fact]
    public async Task Asking_allocates_nothing()
    {
        var key = await MakeAsync(k => k with { Networks = ["192.0.2.0/24"], RatePerSecond = 1_000_000 });
        Assert.NotNull(_gate.Ask(key, Home).Caller);

        Assert.Equal(0, Allocations.LeastOf(() => _gate.Ask(key, Home), times: 1_000));
    }

    [Fact]
    public async Task Uses_and_networks_are_written_down_once_and_networks_as_networks()
    {
        var key = await MakeAsync(k => k);
        using var keeper = new KeyUseKeeper(_directory, _uses, _documents, _clock, NullLogger<KeyUseKeeper>.Instance);
        _gate.Ask(key, Home);
        _gate.Ask(key, IPAddress.Parse("192.0.2.200"));
        _gate.Ask(key, IPAddress.Parse("2001:db8:1:2:3::4"));

        await keeper.KeepAsync(isAll: false, CancellationToken.None);
        var first = await KeptAsync(key);
        _clock.Advance(TimeSpan.FromSeconds(30));
        _gate.Ask(key, Home);
        await keeper.KeepAsync(isAll: false, CancellationToken.None);
        var second = await KeptAsync(key);
        await keeper.KeepAsync(isAll: true, CancellationToken.None);
        var third = await KeptAsync(key);

        Assert.Equal(["192.0.2.0/24", "2001:db8:1:2::/64"], first!.Value.Networks.Order());
        Assert.Equal(first.ETag, second!.ETag);
        Assert.Equal(first.Value.LastUsedAt.AddSeconds(30), third!.Value.LastUsedAt);
        Assert.Equal(2, third.Value.Networks.Count);
    }

    private Task<Document<KeptUse>?> KeptAsync(string key) =>
        _documents.GetAsync<KeptUse>(KeptUse.Kind, key.Split('_')[1], CancellationToken.None);

    private async Task<string> MakeAsync(Func<ApiKey, ApiKey> change)
    {
        var (id, key) = KeyText.Make();
        var made = new ApiKey
        {
            Id = id,
            Tenant = "default",
            Hash = NewKey.HashOf(key),
            Roles = ["ingest"],
            CreatedAt = _clock.GetUtcNow(),
            CreatedBy = "anna@example.com",
        };
        await ChangeAsync(edit => edit.Save(change(made)));
        return key;
    }

    private Task<bool> ChangeAsync(Action<DirectoryEdit> change) =>
        _directory.ChangeAsync(
            SomeDirectory.Anna,
            TenantId.Default,
            edit =>
            {
                change(edit);
                return true;
            },
            CancellationToken.None
        );
}
