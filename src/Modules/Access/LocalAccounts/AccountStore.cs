using System.Security.Cryptography;
using Monolith.Access.SignIn;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Access.LocalAccounts;

/// <summary>The accounts, as documents. Thread-safe.</summary>
internal sealed class AccountStore(IDocumentStore documents, ISecretKeys keys, TimeProvider clock)
{
    /// <summary>The kind of <see cref="LocalAccount"/>.</summary>
    public const string Kind = "access-local-accounts";

    /// <summary>A person's account; null when there is none.</summary>
    public Task<Document<LocalAccount>?> FindAsync(string personId, CancellationToken cancellationToken) =>
        documents.GetAsync<LocalAccount>(Kind, personId, cancellationToken);

    /// <summary>Changes an account, if it is as it was read.</summary>
    /// <exception cref="DocumentConflictException">It is not.</exception>
    public Task SaveAsync(
        Document<LocalAccount> read,
        LocalAccount account,
        AuditEntry? entry,
        CancellationToken cancellationToken
    )
    {
        var changes = new DocumentChanges().Replace(Kind, read.Id, account, read.ETag);
        return documents.CommitAsync(entry is null ? changes : changes.Audit(entry), cancellationToken);
    }

    /// <summary>Adds or changes the account of a person who may have none yet.</summary>
    public async Task SaveAsync(
        string personId,
        Func<LocalAccount, LocalAccount> change,
        AuditEntry entry,
        CancellationToken cancellationToken
    )
    {
        var read = await FindAsync(personId, cancellationToken);
        var account = change(read?.Value ?? new LocalAccount());
        var changes = read is null
            ? new DocumentChanges().Add(Kind, personId, account)
            : new DocumentChanges().Replace(Kind, personId, account, read.ETag);
        await documents.CommitAsync(changes.Audit(entry), cancellationToken);
    }

    /// <summary>A second factor that nobody has had, with its secret for the phone.</summary>
    public async Task<(SecondFactor Factor, byte[] Secret)> NewFactorAsync(
        string personId,
        CancellationToken cancellationToken
    )
    {
        var key = await keys.GetWrappingKeyAsync(cancellationToken);
        var secret = RandomNumberGenerator.GetBytes(Totp.SecretBytes);
        return (new SecondFactor(Convert.ToBase64String(key.Wrap(secret, Context(personId))), LastStep: 0), secret);
    }

    /// <summary>The factor after a code was shown; null when it is not the code, or was used before.</summary>
    public async Task<SecondFactor?> TakeCodeAsync(
        string personId,
        SecondFactor factor,
        string code,
        CancellationToken cancellationToken
    )
    {
        var key = await keys.GetWrappingKeyAsync(cancellationToken);
        var secret = key.Unwrap(Convert.FromBase64String(factor.Secret), Context(personId));
        return Totp.Match(secret, code, clock.GetUtcNow(), factor.LastStep) is { } step
            ? factor with
            {
                LastStep = step,
            }
            : null;
    }

    /// <summary>The account after a code of the phone or for recovery was shown; null when it is neither, or was used before.</summary>
    public async Task<LocalAccount?> TakeSecondFactorAsync(
        string personId,
        LocalAccount account,
        string code,
        CancellationToken cancellationToken
    )
    {
        var digits = code.Replace(" ", "", StringComparison.Ordinal);
        if (await TakeCodeAsync(personId, account.SecondFactor!, digits, cancellationToken) is { } used)
        {
            return account with { SecondFactor = used };
        }

        var hash = RecoveryCodes.HashOf(code);
        return account.RecoveryCodes.FirstOrDefault(kept => SecretText.AreSame(kept, hash)) is { } found
            ? account with
            {
                RecoveryCodes = [.. account.RecoveryCodes.Where(kept => kept != found)],
            }
            : null;
    }

    private static string Context(string personId) => $"access/second-factor/{personId}";
}
