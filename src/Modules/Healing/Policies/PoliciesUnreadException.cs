using Monolith.Platform.Problems;

namespace Monolith.Healing.Policies;

/// <summary>503: the policies of files are not known yet, so nobody can say what is allowed.</summary>
internal sealed class PoliciesUnreadException : ProblemException
{
    /// <param name="retryAfter">When the folder is looked at again.</param>
    public PoliciesUnreadException(TimeSpan retryAfter)
        : base(
            503,
            "policies-unread",
            "The healing policies are not known yet.",
            "The files of Modules:Healing:PoliciesPath could not be read since this replica started; its log says why."
        ) => RetryAfter = retryAfter;
}
