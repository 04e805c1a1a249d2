namespace Monolith.Platform.Workflows;

/// <summary>Why an activity, a child workflow or a whole workflow failed, as it is kept in the history.</summary>
/// <param name="ErrorType">The full name of the exception's type, or a name of the runtime's own.</param>
/// <param name="ErrorMessage">The exception's message.</param>
/// <param name="StackTrace">Where it was thrown; shortened, file names without their folders.</param>
/// <param name="InnerFailure">What caused it.</param>
/// <param name="IsNonRetriable">Another try would fail too, so retry policies make none.</param>
public sealed record WorkflowTaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace = null,
    WorkflowTaskFailureDetails? InnerFailure = null,
    bool IsNonRetriable = false
)
{
    /// <summary>Whether the failure, or one that caused it, is an exception of exactly this type.</summary>
    public bool IsCausedBy<TException>()
        where TException : Exception =>
        string.Equals(ErrorType, typeof(TException).FullName, StringComparison.Ordinal)
        || InnerFailure?.IsCausedBy<TException>() == true;
}
