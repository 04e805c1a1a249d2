using Monolith.Access.People;
using Monolith.Access.SignIn;
using Monolith.Platform.Problems;

namespace Monolith.Access.LocalAccounts;

/// <summary>Gives a person another password.</summary>
internal sealed class PasswordChange(AccountStore accounts, PasswordHasher hasher, SignInTrail trail)
{
    /// <exception cref="InvalidRequestException">The password is no good.</exception>
    public static void Check(string password, Person person, string parameter)
    {
        if (PasswordRules.ProblemOf(password, person.Email, person.Name) is { } problem)
        {
            throw new InvalidRequestException(parameter, problem);
        }
    }

    /// <summary>Makes it so. Links that were made before open nothing any more.</summary>
    /// <param name="person">Whose.</param>
    /// <param name="password">What they have chosen.</param>
    /// <param name="reason">Why, for the audit trail.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task SetAsync(Person person, string password, string reason, CancellationToken cancellationToken)
    {
        var kept = await hasher.MakeAsync(password, cancellationToken);
        await accounts.SaveAsync(
            person.Id,
            account => account with { Password = kept, Reset = null },
            trail.By("access.password.set", person, tenant: null, ("reason", reason)),
            cancellationToken
        );
    }
}
