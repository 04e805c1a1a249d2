using Monolith.Access.Directory;
using Monolith.Access.People;
using Monolith.Access.Teams;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Access.Tests.Directory;

public sealed class AccessDirectoryTests
{
    private const string Scheme = "test";
    private readonly MemoryDocumentStore _documents = new();

    [Fact]
    public async Task A_person_is_found_by_address_and_by_who_they_are_elsewhere()
    {
        using var directory = SomeDirectory.On(_documents);
        var anna = SomeDirectory.Member("anna@example.com", "viewer") with
        {
            Identities = [new OutsideIdentity("https://id.example.com", "42")],
        };

        await directory.SaveAsync(anna);

        Assert.Equal("anna", directory.PersonOf(" Anna@Example.COM ")?.Id);
        Assert.Equal("anna", directory.PersonOf("https://id.example.com", "42")?.Id);
        Assert.Null(directory.PersonOf("https://id.example.org", "42"));
    }

    [Fact]
    public async Task What_one_replica_changes_another_knows_after_its_next_look()
    {
        using var one = SomeDirectory.On(_documents);
        using var other = SomeDirectory.On(_documents);

        await one.SaveAsync(SomeDirectory.Member("anna@example.com", "viewer"));
        await other.ReloadAsync(CancellationToken.None);

        Assert.NotNull(other.PersonOf("anna@example.com"));
    }

    [Fact]
    public async Task Roles_of_a_person_and_of_their_teams_add_up()
    {
        using var directory = SomeDirectory.On(_documents);
        await directory.ChangeAsync(
            SomeDirectory.Anna,
            TenantId.Default,
            edit =>
            {
                edit.Save(
                    new Team
                    {
                        Tenant = "default",
                        Name = "auditors",
                        Roles = ["auditor"],
                    }
                );
                edit.Save(
                    SomeDirectory.Member("anna@example.com", "ingest") with
                    {
                        Memberships = [new Membership("default", ["ingest"], ["auditors", "no-more"])],
                    }
                );
                return true;
            },
            CancellationToken.None
        );

        var caller = directory.CallerOf(directory.PersonOf("anna@example.com")!, TenantId.Default, Scheme)!;

        Assert.Equal("anna@example.com", Actor.Of(caller).Name);
        Assert.Equal(
            [Permissions.WriteLogs, Permissions.ReadAudit],
            Entitlement.Of(caller).Permissions.OrderDescending()
        );
    }

    [Fact]
    public async Task Who_is_no_member_or_disabled_is_nobody()
    {
        using var directory = SomeDirectory.On(_documents);
        var anna = await directory.SaveAsync(SomeDirectory.Member("anna@example.com", "viewer"));
        var bert = await directory.SaveAsync(
            SomeDirectory.Member("bert@example.com", "viewer") with
            {
                IsDisabled = true,
            }
        );

        Assert.NotNull(directory.CallerOf(anna, TenantId.Default, Scheme));
        Assert.Null(directory.CallerOf(anna, new TenantId("shop"), Scheme));
        Assert.Null(directory.CallerOf(bert, TenantId.Default, Scheme));
    }

    [Fact]
    public async Task A_caller_is_made_once_and_shared()
    {
        using var directory = SomeDirectory.On(_documents);
        var anna = await directory.SaveAsync(SomeDirectory.Member("anna@example.com", "viewer"));

        Assert.Same(
            directory.CallerOf(anna, TenantId.Default, Scheme),
            directory.CallerOf(anna, TenantId.Default, Scheme)
        );
    }

    [Fact]
    public async Task An_owner_of_another_tenant_has_nothing_of_the_installation()
    {
        using var directory = SomeDirectory.On(_documents);
        var anna = await directory.SaveAsync(SomeDirectory.Member("anna@example.com", "owner", "shop"));

        var caller = directory.CallerOf(anna, new TenantId("shop"), Scheme)!;

        Assert.False(caller.HasClaim(Permissions.ClaimType, Permissions.ManageTenants));
        Assert.True(caller.HasClaim(Permissions.ClaimType, Permissions.ManageAccess));
        Assert.False(directory.HasOwner);
    }

    [Fact]
    public async Task Two_people_cannot_have_one_address()
    {
        using var directory = SomeDirectory.On(_documents);
        await directory.SaveAsync(SomeDirectory.Member("anna@example.com", "viewer"));

        var refused = await Assert.ThrowsAsync<ConflictException>(() =>
            directory.SaveAsync(SomeDirectory.Member("anna@example.com", "viewer", id: "another"))
        );

        Assert.Equal("person-already-exists", refused.Slug);
    }

    [Fact]
    public async Task The_last_owner_stays()
    {
        using var directory = SomeDirectory.On(_documents);
        var anna = await directory.SaveAsync(SomeDirectory.Member("anna@example.com", "owner"));

        var refused = await Assert.ThrowsAsync<ConflictException>(() =>
            directory.SaveAsync(anna with { IsDisabled = true })
        );

        Assert.Equal("last-owner", refused.Slug);
        Assert.True(directory.HasOwner);
    }

    [Fact]
    public async Task Two_owners_who_remove_each_other_on_two_replicas_at_once_leave_one()
    {
        using var one = SomeDirectory.On(_documents);
        using var other = SomeDirectory.On(_documents);
        var anna = await one.SaveAsync(SomeDirectory.Member("anna@example.com", "owner"));
        var bert = await one.SaveAsync(SomeDirectory.Member("bert@example.com", "owner"));
        var turns = 0;

        // Both have decided on the same state before either commits.
        var slow = one.ChangeAsync(
            SomeDirectory.Anna,
            TenantId.Default,
            edit =>
            {
                if (turns++ == 0)
                {
                    other.SaveAsync(anna with { IsDisabled = true }).GetAwaiter().GetResult();
                }

                edit.Save(bert with { IsDisabled = true });
                return true;
            },
            CancellationToken.None
        );

        await Assert.ThrowsAsync<ConflictException>(() => slow);
        Assert.True(one.HasOwner);
        Assert.Equal(2, turns);
    }

    [Fact]
    public async Task What_changes_nothing_is_not_told()
    {
        using var directory = SomeDirectory.On(_documents);
        var anna = await directory.SaveAsync(SomeDirectory.Member("anna@example.com", "viewer"));
        var before = await RevisionAsync();

        await directory.SaveAsync(anna);

        Assert.Equal(before, await RevisionAsync());
    }

    private async Task<string?> RevisionAsync() =>
        (await _documents.GetAsync<object>(DirectoryKinds.Revision, "all", CancellationToken.None))?.ETag;
}
