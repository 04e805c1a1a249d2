using Monolith.Platform.Problems;

namespace Monolith.Access.SignIn;

/// <summary>401: what was typed lets nobody in. Says no more: not which part was wrong, nor whether there is such a person.</summary>
internal sealed class SignInRefusedException()
    : ProblemException(
        401,
        "sign-in-refused",
        "That does not let you in.",
        "The address, the password or the code is not right, or you may not sign in this way."
    );

/// <summary>401: the password is right, and a code of the second factor is needed beside it.</summary>
internal sealed class CodeNeededException()
    : ProblemException(
        401,
        "code-needed",
        "A code is needed.",
        "Send the code that your phone shows, or one of your recovery codes, together with the address and the password."
    );

/// <summary>401: there is no session, or it is over.</summary>
internal sealed class SignInNeededException()
    : ProblemException(401, "sign-in-needed", "Sign in.", "The session is over. Sign in again.");

/// <summary>429: there were too many attempts.</summary>
internal sealed class SignInLockedException : ProblemException
{
    /// <param name="wait">How long nobody may try.</param>
    public SignInLockedException(TimeSpan wait)
        : base(
            429,
            "too-many-attempts",
            "There were too many attempts.",
            "Wait before you try again. An administrator can make a link to choose a new password."
        ) => RetryAfter = wait;
}

/// <summary>403: a request that a browser may have been made to send by another site.</summary>
internal sealed class CrossSiteException()
    : ProblemException(
        403,
        "cross-site-request",
        "The request may come from another site.",
        "Send the header X-Csrf-Token with the value that GET /api/v1/session gives, from a page of this host."
    );
