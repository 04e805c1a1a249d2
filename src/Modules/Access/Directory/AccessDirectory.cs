using System.Security.Claims;
using Microsoft.Extensions.Options;
using Monolith.Access.ApiKeys;
using Monolith.Access.People;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Access.Directory;

/// <summary>Who there is and what they may do, ready in memory. What is changed here holds here at once, and within a few seconds on
/// every other replica. Thread-safe; asking costs no lock.</summary>
/// <remarks>
/// All changes of the installation are made one after another, each decided on what the one before has left, whichever replicas they
/// come to: every change replaces one and the same document. So two owners cannot remove each other at the same moment, and no two
/// people get the same address.
/// </remarks>
internal sealed class AccessDirectory(IDocumentStore documents, IOptions<AccessOptions> options, TimeProvider clock)
    : WatchedDocuments
{
    private const string RevisionId = "all";
    private const int MaxAttempts = 5;

    private volatile State _state = new(new(DirectoryDocuments.None, options.Value.Tenant), Revision: null);

    public override string Name => "people, roles and keys";

    /// <summary>Who there is now.</summary>
    public DirectorySnapshot Now => _state.Snapshot;

    /// <summary>Whether somebody is an owner of the installation and may come in.</summary>
    public bool HasOwner => Now.TenantsWithOwner().Contains(options.Value.Tenant);

    /// <inheritdoc cref="DirectorySnapshot.PersonOf(string)"/>
    public Person? PersonOf(string email) => Now.PersonOf(email);

    /// <inheritdoc cref="DirectorySnapshot.PersonOf(string, string)"/>
    public Person? PersonOf(string issuer, string subject) => Now.PersonOf(issuer, subject);

    /// <inheritdoc cref="DirectorySnapshot.PersonOfId"/>
    public Person? PersonOfId(string id) => Now.PersonOfId(id);

    /// <inheritdoc cref="DirectorySnapshot.CallerOf"/>
    public ClaimsPrincipal? CallerOf(Person person, TenantId tenant, string scheme) =>
        Now.CallerOf(person, tenant, scheme);

    /// <summary>Makes a change, with the entries that tell the audit trail of it. It holds here when the task is done.</summary>
    /// <param name="actor">Who makes it.</param>
    /// <param name="trail">The tenant whose audit trail is told, beside those that the change is about.</param>
    /// <param name="decide">Decides on the newest state; run again when another replica was quicker. Throws to change nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was decided.</returns>
    public async Task<T> ChangeAsync<T>(
        Actor actor,
        TenantId trail,
        Func<DirectoryEdit, T> decide,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            await ReloadAsync(cancellationToken);
            var (state, revision) = _state;
            var edit = new DirectoryEdit(state, options.Value.Tenant, clock.GetUtcNow());
            var decided = decide(edit);
            if (!edit.HasChanges)
            {
                return decided;
            }

            edit.Check();
            var next = new Revision((revision?.Value.Number ?? 0) + 1);
            var changes = edit.ToChanges(actor, trail, next.Number);
            _ = revision is null
                ? changes.Add(DirectoryKinds.Revision, RevisionId, next)
                : changes.Replace(DirectoryKinds.Revision, RevisionId, next, revision.ETag);
            try
            {
                await documents.CommitAsync(changes, cancellationToken);
            }
            catch (DocumentConflictException) when (attempt < MaxAttempts)
            {
                continue;
            }

            await ReloadAsync(cancellationToken);
            return decided;
        }
    }

    /// <summary>Saves a person as a part of the system does it: somebody signs in for the first time, or their groups have changed.</summary>
    public Task<Person> SaveAsync(Person person, Actor actor, TenantId trail, CancellationToken cancellationToken) =>
        ChangeAsync(
            actor,
            trail,
            edit =>
            {
                edit.Save(person);
                return person;
            },
            cancellationToken
        );

    protected override async Task ReloadInTurnAsync(CancellationToken cancellationToken)
    {
        // Read first: should a change come between, the next turn sees that it has not read it.
        var revision = await documents.GetAsync<Revision>(DirectoryKinds.Revision, RevisionId, cancellationToken);
        if (revision is null || revision.ETag == _state.Revision?.ETag)
        {
            return;
        }

        var read = await DirectoryDocuments.ReadAsync(documents, cancellationToken);
        var snapshot = new DirectorySnapshot(read, options.Value.Tenant);
        _ = snapshot.Keys; // here, and not while a request waits
        _state = new State(snapshot, revision);
    }

    private sealed record State(DirectorySnapshot Snapshot, Document<Revision>? Revision);

    private sealed record Revision(long Number);
}
