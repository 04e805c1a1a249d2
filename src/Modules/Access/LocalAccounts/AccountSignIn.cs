using System.Net;
using Monolith.Access.Directory;
using Monolith.Access.People;
using Monolith.Access.SignIn;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;

namespace Monolith.Access.LocalAccounts;

/// <summary>Finds out whether somebody is who they say. For accounts that there are and those that there are not, the same is done and
/// the same is answered.</summary>
internal sealed class AccountSignIn(
    AccessDirectory directory,
    AccountStore accounts,
    PasswordHasher hasher,
    Attempts attempts,
    SignInTrail trail,
    AccessMetrics metrics
)
{
    // The id of nobody: looking for the account of somebody unknown takes as long.
    private const string Nobody = "-";

    private const string Way = "password";

    /// <summary>Who somebody is, by all that their account asks for.</summary>
    /// <exception cref="SignInRefusedException">They are not.</exception>
    /// <exception cref="CodeNeededException">The password is right, and a code is missing.</exception>
    /// <exception cref="SignInLockedException">They have tried too often.</exception>
    public async Task<KnownPerson> SignInAsync(
        Credentials typed,
        IPAddress? address,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var known = await CheckAsync(typed, isFirst: true, address, cancellationToken);
            metrics.NoteSignIn(Way);
            return known;
        }
        catch (ProblemException refused)
        {
            metrics.NoteSignIn(Way, refused.Reason);
            throw;
        }
    }

    /// <summary>Makes sure that it is the person who has signed in, and not somebody at their machine.</summary>
    /// <inheritdoc cref="SignInAsync"/>
    public Task SignInAgainAsync(
        Person person,
        string password,
        IPAddress? address,
        CancellationToken cancellationToken
    ) => CheckAsync(new Credentials(person.Email, password), isFirst: false, address, cancellationToken);

    private async Task<KnownPerson> CheckAsync(
        Credentials typed,
        bool isFirst,
        IPAddress? address,
        CancellationToken cancellationToken
    )
    {
        var name = Person.Normal(typed.Email);
        var isLastOfFree = await attempts.BeginAsync(name, address, cancellationToken);
        var person = directory.PersonOf(name);
        var read = await accounts.FindAsync(person?.Id ?? Nobody, cancellationToken);
        var isPassword = await hasher.IsAsync(read?.Value.Password, typed.Password, cancellationToken);
        if (!isPassword || person is not { IsDisabled: false, Memberships.Count: > 0 } known)
        {
            var reason = isPassword ? "disabled" : "password";
            await TellAsync(person, reason, isLastOfFree, address, cancellationToken);
            throw new SignInRefusedException { Reason = reason };
        }

        var account = await TakeCodeAsync(known.Id, read!.Value, isFirst, typed.Code, cancellationToken);
        if (account is null || !await IsSavedAsync(read, account, typed.Password, cancellationToken))
        {
            const string Reason = "code";
            await TellAsync(person, Reason, isLastOfFree, address, cancellationToken);
            throw new SignInRefusedException { Reason = Reason };
        }

        await attempts.SucceedAsync(name, address, cancellationToken);
        return new KnownPerson(known, isFirst && account.SecondFactor is not null);
    }

    private async Task<LocalAccount?> TakeCodeAsync(
        string personId,
        LocalAccount account,
        bool isFirst,
        string? code,
        CancellationToken cancellationToken
    ) =>
        account.SecondFactor is null || !isFirst ? account
        : string.IsNullOrWhiteSpace(code) ? throw new CodeNeededException()
        : await accounts.TakeSecondFactorAsync(personId, account, code, cancellationToken);

    /// <returns>False when the account was changed meanwhile: the same code was shown twice at the same moment.</returns>
    private async Task<bool> IsSavedAsync(
        Document<LocalAccount> read,
        LocalAccount account,
        string password,
        CancellationToken cancellationToken
    )
    {
        if (hasher.IsOutdated(account.Password!))
        {
            account = account with { Password = await hasher.MakeAsync(password, cancellationToken) };
        }

        if (ReferenceEquals(account, read.Value))
        {
            return true;
        }

        try
        {
            await accounts.SaveAsync(read, account, entry: null, cancellationToken);
            return true;
        }
        catch (DocumentConflictException)
        {
            return false;
        }
    }

    private async Task TellAsync(
        Person? person,
        string reason,
        bool isLastOfFree,
        IPAddress? address,
        CancellationToken cancellationToken
    )
    {
        await trail.TellAsync(trail.Refused("access.sign_in.refused", person, reason, address), cancellationToken);
        if (isLastOfFree)
        {
            metrics.NoteLocked();
            await trail.TellAsync(
                trail.Refused("access.account.locked", person, "attempts", address),
                cancellationToken
            );
        }
    }
}

/// <summary>Somebody who is who they say.</summary>
/// <param name="Person">Who they are.</param>
/// <param name="HasSecondFactor">Whether they have shown a code of their second factor, too.</param>
internal sealed record KnownPerson(Person Person, bool HasSecondFactor);

/// <summary>What somebody has typed.</summary>
internal sealed class Credentials(string email, string password, string? code = null)
{
    /// <summary>Who they say they are.</summary>
    public string Email => email;

    /// <summary>Their password.</summary>
    public string Password => password;

    /// <summary>The code of their second factor; null when they have typed none.</summary>
    public string? Code => code;
}
