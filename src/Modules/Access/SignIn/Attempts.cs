using System.Net;
using Monolith.Platform.Documents;

namespace Monolith.Access.SignIn;

/// <summary>
/// Makes guessing slow: who fails again and again waits, longer each time, for each account and for each address. An attempt is
/// counted before it is looked at, so that many at once are no way round it. Thread-safe.
/// </summary>
/// <remarks>It counts for accounts by what was typed, whether there is such an account or not: the answer tells nothing.</remarks>
internal sealed class Attempts(IDocumentStore documents, TimeProvider clock)
{
    private const string Kind = "access-attempts";
    private const int MaxConflicts = 20;

    private static readonly Bound OfAccounts = new("account", Free: 5);

    // Many people may share the address of a network.
    private static readonly Bound OfAddresses = new("address", Free: 30);

    /// <summary>Counts an attempt.</summary>
    /// <returns>Whether it is the one after which the account is locked for a while.</returns>
    /// <exception cref="SignInLockedException">There were too many: this one must not be looked at.</exception>
    public async Task<bool> BeginAsync(string account, IPAddress? address, CancellationToken cancellationToken)
    {
        await CountAsync(OfAddresses, Networks.OfCustomer(address), cancellationToken);
        return await CountAsync(OfAccounts, account, cancellationToken);
    }

    /// <summary>Says that the last attempt was right. The account starts anew; the address is only forgiven this one, or who
    /// has an account could guess at others' for ever.</summary>
    public async Task SucceedAsync(string account, IPAddress? address, CancellationToken cancellationToken)
    {
        await documents.CommitAsync(new DocumentChanges().Delete(Kind, OfAccounts.IdOf(account)), cancellationToken);
        await ChangeAsync(OfAddresses, Networks.OfCustomer(address), (tally, _) => tally.Forgive(), cancellationToken);
    }

    private async Task<bool> CountAsync(Bound bound, string whose, CancellationToken cancellationToken)
    {
        var tally = await ChangeAsync(bound, whose, (tally, now) => tally.Count(bound.Free, now), cancellationToken);
        return tally.Failures == bound.Free;
    }

    private async Task<Tally> ChangeAsync(
        Bound bound,
        string whose,
        Func<Tally, DateTimeOffset, Tally> change,
        CancellationToken cancellationToken
    )
    {
        var id = bound.IdOf(whose);
        for (var attempt = 1; ; attempt++)
        {
            var now = clock.GetUtcNow();
            var read = await documents.GetAsync<Tally>(Kind, id, cancellationToken);
            var tally = change(read?.Value.At(now) ?? new Tally(0, now, null), now);
            try
            {
                await documents.CommitAsync(
                    read is null
                        ? new DocumentChanges().Add(Kind, id, tally, Tally.ForgottenAfter)
                        : new DocumentChanges().Replace(Kind, id, tally, read.ETag, Tally.ForgottenAfter),
                    cancellationToken
                );
                return tally;
            }
            catch (DocumentConflictException) when (attempt < MaxConflicts)
            {
                // Another attempt came at the same moment: both count.
            }
        }
    }

    /// <summary>How many attempts are free, and of whom.</summary>
    private sealed record Bound(string Of, int Free)
    {
        // Hashed: somebody may have typed a password where the address belongs.
        public string IdOf(string whose) => $"{Of}.{SecretText.HashOf(whose)}";
    }

    /// <summary>The attempts of somebody. Never changes.</summary>
    internal sealed record Tally(int Failures, DateTimeOffset Last, DateTimeOffset? LockedUntil)
    {
        public static readonly TimeSpan ForgottenAfter = TimeSpan.FromHours(1);

        private static readonly TimeSpan FirstLock = TimeSpan.FromSeconds(30);
        private static readonly TimeSpan LongestLock = TimeSpan.FromMinutes(15);

        /// <summary>What is left of it at this moment.</summary>
        public Tally At(DateTimeOffset now) => now - Last >= ForgottenAfter ? new Tally(0, now, null) : this;

        /// <summary>One more.</summary>
        public Tally Count(int free, DateTimeOffset now)
        {
            if (LockedUntil is { } end && end > now)
            {
                throw new SignInLockedException(end - now);
            }

            var failures = Failures + 1;
            return new Tally(failures, now, failures < free ? null : now + LockAfter(failures - free));
        }

        /// <summary>One less.</summary>
        public Tally Forgive() => this with { Failures = Math.Max(0, Failures - 1), LockedUntil = null };

        private static TimeSpan LockAfter(int times)
        {
            const int MostDoublings = 10;
            var wait = FirstLock * Math.Pow(2, Math.Min(times, MostDoublings));
            return wait < LongestLock ? wait : LongestLock;
        }
    }
}
