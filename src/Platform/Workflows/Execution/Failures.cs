using System.Text.RegularExpressions;
using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Platform.Workflows.Execution;

/// <summary>Exceptions as they are kept in histories, and back.</summary>
internal static partial class Failures
{
    private const int LongestTrace = 8 * 1024;
    private const int DeepestCause = 8;

    /// <summary>The details of an exception and of what caused it.</summary>
    public static TaskFailureDetails From(Exception exception) => From(exception, DeepestCause);

    /// <summary>A failure that the runtime found, and that another try would not mend.</summary>
    public static TaskFailureDetails Permanent(string errorType, string message) =>
        new()
        {
            ErrorType = errorType,
            ErrorMessage = message,
            IsNonRetriable = true,
        };

    /// <summary>The details in the form that workflows see.</summary>
    public static WorkflowTaskFailureDetails ToPublic(TaskFailureDetails details) =>
        new(
            details.ErrorType,
            details.ErrorMessage,
            details.StackTrace,
            details.InnerFailure is { } inner ? ToPublic(inner) : null,
            details.IsNonRetriable
        );

    private static TaskFailureDetails From(Exception exception, int depth) =>
        new()
        {
            ErrorType = exception.GetType().FullName,
            ErrorMessage = exception.Message,
            StackTrace = Trace(exception),
            InnerFailure = depth > 1 ? Cause(exception, depth - 1) : null,
            IsNonRetriable = exception is NonRetriableException or WorkflowPayloadTooLargeException,
        };

    // A failed call carries what failed elsewhere as details, not as an exception.
    private static TaskFailureDetails? Cause(Exception exception, int depth) =>
        exception switch
        {
            WorkflowTaskFailedException failed => ToMessage(failed.FailureDetails, depth),
            { InnerException: { } inner } => From(inner, depth),
            _ => null,
        };

    private static TaskFailureDetails ToMessage(WorkflowTaskFailureDetails details, int depth) =>
        new()
        {
            ErrorType = details.ErrorType,
            ErrorMessage = details.ErrorMessage,
            StackTrace = details.StackTrace,
            InnerFailure = depth > 1 && details.InnerFailure is { } inner ? ToMessage(inner, depth - 1) : null,
            IsNonRetriable = details.IsNonRetriable,
        };

    // Histories are seen by others: a file's name says enough, its folder is nobody's business.
    private static string? Trace(Exception exception)
    {
        var trace = exception.StackTrace is { } text ? Folder().Replace(text, " in ") : null;
        return trace?.Length > LongestTrace ? trace[..LongestTrace] : trace;
    }

    [GeneratedRegex(@" in (?:[^\n]*[/\\])(?=[^/\\\n]+:line \d)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Folder();
}
