using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Monolith.Access.SignIn;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;

namespace Monolith.Access.Sessions;

/// <summary>
/// The sessions, as documents: one for each person, so that all of theirs are found and ended at once. What was read is gone by for
/// three seconds: a session that is ended on one replica is over on all of them soon after. Thread-safe.
/// </summary>
internal sealed class SessionStore(IDocumentStore documents, IOptions<SessionOptions> options, TimeProvider clock)
{
    private const string Kind = "access-sessions";
    private const int MaxSessions = 50;
    private const int MaxKnown = 10_000;
    private const int MaxConflicts = 20;

    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>Begins a session.</summary>
    /// <param name="personId">Whose.</param>
    /// <param name="session">What is known of it.</param>
    /// <param name="entry">Tells the audit trail.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The session, with what the browser keeps. It is nowhere else.</returns>
    public async Task<FoundSession> StartAsync(
        string personId,
        Session session,
        AuditEntry entry,
        CancellationToken cancellationToken
    )
    {
        var (token, now) = (NewToken(personId), clock.GetUtcNow());
        var started = session with
        {
            Hash = SecretText.HashOf(token),
            Csrf = SecretText.New(),
            StartedAt = now,
            SeenAt = now,
        };
        await ChangeAsync(personId, sessions => [.. sessions, started], entry, cancellationToken);
        return new FoundSession(personId, started, token);
    }

    /// <summary>The session that a browser shows; null when it is over, or none.</summary>
    public async Task<FoundSession?> FindAsync(string token, CancellationToken cancellationToken)
    {
        var found = await PeekAsync(token, cancellationToken);
        if (found is not null && clock.GetUtcNow() - found.Session.SeenAt > options.Value.Idle / 10)
        {
            var hash = found.Session.Hash;
            await ChangeAsync(found.PersonId, sessions => Seen(sessions, hash), entry: null, cancellationToken);
        }

        return found;
    }

    /// <summary>The same, where it is no use of the session that would keep it from being over.</summary>
    public async Task<FoundSession?> PeekAsync(string token, CancellationToken cancellationToken)
    {
        if (PersonOf(token) is not { } personId)
        {
            return null;
        }

        var hash = SecretText.HashOf(token);
        var session = Match(_known.GetValueOrDefault(personId)) ?? Match(await ReadAsync(personId, cancellationToken));
        return session is null ? null : new FoundSession(personId, session, token);

        // The hash was looked for by a hash: how long that takes tells nothing of a token.
        Session? Match(Known? known) =>
            known is not null && clock.GetUtcNow() - known.ReadAt < KnownFor
                ? known.Sessions.FirstOrDefault(s => s.Hash == hash && IsLive(s))
                : null;
    }

    /// <summary>Changes a session, which gets another secret: what the browser had opens nothing any more.</summary>
    /// <returns>What the browser keeps; null when the session is over meanwhile.</returns>
    public async Task<string?> RotateAsync(
        FoundSession found,
        Func<Session, Session> change,
        AuditEntry entry,
        CancellationToken cancellationToken
    )
    {
        var token = NewToken(found.PersonId);
        var hash = SecretText.HashOf(token);
        var after = await ChangeAsync(
            found.PersonId,
            sessions => [.. sessions.Select(s => s.Hash == found.Session.Hash ? change(s) with { Hash = hash } : s)],
            entry,
            cancellationToken
        );
        return after.Any(s => s.Hash == hash) ? token : null;
    }

    /// <summary>The sessions of a person that are not over, the newest first.</summary>
    public async Task<IReadOnlyList<Session>> ListAsync(string personId, CancellationToken cancellationToken) =>
        [.. (await ReadAsync(personId, cancellationToken)).Sessions.Where(IsLive).OrderByDescending(s => s.StartedAt)];

    /// <summary>How many sessions of whomever are not over.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        var count = 0L;
        await foreach (var document in documents.ListAllAsync<SessionList>(Kind, cancellationToken))
        {
            count += document.Value.Sessions.Count(IsLive);
        }

        return count;
    }

    /// <summary>Ends sessions of a person.</summary>
    /// <param name="personId">Whose.</param>
    /// <param name="isEnded">Which ones.</param>
    /// <param name="entry">Tells the audit trail.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task EndAsync(
        string personId,
        Func<Session, bool> isEnded,
        AuditEntry entry,
        CancellationToken cancellationToken
    ) => ChangeAsync(personId, sessions => [.. sessions.Where(s => !isEnded(s))], entry, cancellationToken);

    private async Task<Known> ReadAsync(string personId, CancellationToken cancellationToken)
    {
        // Taken before it is asked: however long the answer takes, it is not gone by for longer.
        var now = clock.GetUtcNow();
        var read = await documents.GetAsync<SessionList>(Kind, personId, cancellationToken);
        return read is null ? new Known([], now) : Keep(personId, new Known(read.Value.Sessions, now));
    }

    private async Task<IReadOnlyList<Session>> ChangeAsync(
        string personId,
        Func<IReadOnlyList<Session>, IReadOnlyList<Session>> change,
        AuditEntry? entry,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var now = clock.GetUtcNow();
            var read = await documents.GetAsync<SessionList>(Kind, personId, cancellationToken);
            var after = change([.. (read?.Value.Sessions ?? []).Where(IsLive)])
                .OrderByDescending(s => s.SeenAt)
                .Take(MaxSessions)
                .ToList();
            var (list, lifetime) = (new SessionList(after), options.Value.Lifetime);
            var changes = read is null
                ? new DocumentChanges().Add(Kind, personId, list, lifetime)
                : new DocumentChanges().Replace(Kind, personId, list, read.ETag, lifetime);
            try
            {
                await documents.CommitAsync(entry is null ? changes : changes.Audit(entry), cancellationToken);
                Keep(personId, new Known(after, now));
                return after;
            }
            catch (DocumentConflictException) when (attempt < MaxConflicts)
            {
                // Another of their sessions began, ended or was used at the same moment.
            }
        }
    }

    private Known Keep(string personId, Known known)
    {
        if (_known.Count >= MaxKnown)
        {
            _known.Clear();
        }

        return _known[personId] = known;
    }

    private IReadOnlyList<Session> Seen(IReadOnlyList<Session> sessions, string hash) =>
        [.. sessions.Select(s => s.Hash == hash ? s with { SeenAt = clock.GetUtcNow() } : s)];

    private bool IsLive(Session session)
    {
        var now = clock.GetUtcNow();
        return now - session.SeenAt < options.Value.Idle && now - session.StartedAt < options.Value.Lifetime;
    }

    private static string NewToken(string personId) => $"{personId}.{SecretText.New()}";

    /// <summary>Whose session a token says that it is; null when it says nothing that could be so.</summary>
    private static string? PersonOf(string token)
    {
        const int LongestToken = 200;
        var dot = token.LastIndexOf('.');
        return
            dot > 0
            && token.Length <= LongestToken
            && token.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? token[..dot]
            : null;
    }

    private sealed record SessionList(IReadOnlyList<Session> Sessions);

    private sealed record Known(IReadOnlyList<Session> Sessions, DateTimeOffset ReadAt);
}
