using System.Net;
using System.Text.Json;

namespace Monolith.Platform.Dapr;

/// <summary>The sidecar refused a request or failed at it, or it could not be reached.</summary>
public sealed class DaprException : Exception
{
    private const int MaxTextLength = 500;

    private DaprException(
        string message,
        HttpStatusCode? status,
        string? errorCode,
        bool isRetriable,
        Exception? cause = null
    )
        : base(message, cause)
    {
        Status = status;
        ErrorCode = errorCode;
        IsRetriable = isRetriable;
    }

    /// <summary>The HTTP status of the answer. Null when there was none, and then nobody knows whether the sidecar has done
    /// what it was asked for. 413 when the request was too large to be sent.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>Dapr's name for the error, for example <c>ERR_PUBSUB_NOT_FOUND</c>; null when the answer had none.</summary>
    public string? ErrorCode { get; }

    /// <summary>Whether the same request may succeed later without anybody changing anything.</summary>
    public bool IsRetriable { get; }

    /// <summary>The sidecar could not be reached, or its answer did not come in time or broke off.</summary>
    internal static DaprException Unreachable(DaprRequest request, Exception cause) =>
        new(
            $"The Dapr sidecar did not answer {request}: {cause.Message}",
            status: null,
            errorCode: null,
            isRetriable: true,
            cause
        );

    /// <summary>The body has more bytes than the sidecar takes.</summary>
    internal static DaprException TooLarge(DaprRequest request, long bytes, int limit) =>
        new(
            $"{request} has {bytes} bytes and was not sent: the sidecar takes {limit}. "
                + $"Raise its max-body-size and {DaprOptions.Section}:{nameof(DaprOptions.MaxBodyBytes)} together.",
            HttpStatusCode.RequestEntityTooLarge,
            errorCode: null,
            isRetriable: false
        );

    /// <summary>An answer that is an error.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="text">The body: Dapr's error object, or plain text, which some routes answer with.</param>
    internal static DaprException Refused(DaprRequest request, HttpStatusCode status, string text)
    {
        var (code, message) = Parse(text);
        return new DaprException(
            $"The Dapr sidecar answered {request} with {(int)status} {code}: {message}",
            status,
            code,
            IsPassing(status) && !IsLasting(code)
        );
    }

    /// <summary>A success of which a part failed.</summary>
    internal static DaprException Partial(DaprRequest request, string error) =>
        new(
            $"The Dapr sidecar answered {request} in part only: {Shorten(error)}",
            HttpStatusCode.OK,
            errorCode: null,
            isRetriable: true
        );

    /// <summary>Statuses of errors that may pass by themselves.</summary>
    internal static bool IsPassing(HttpStatusCode status) => (int)status is 408 or 429 or >= 500;

    // Dapr answers 500 also to what only a change of its configuration can put right.
    private static bool IsLasting(string? code) =>
        code is not null
        && (
            code.EndsWith("_NOT_CONFIGURED", StringComparison.Ordinal)
            || code.EndsWith("_NOT_SUPPORTED", StringComparison.Ordinal)
            || code.EndsWith("_NOT_FOUND", StringComparison.Ordinal)
        );

    private static (string? Code, string Message) Parse(string text)
    {
        try
        {
            if (JsonSerializer.Deserialize<Envelope>(text, JsonSerializerOptions.Web) is { ErrorCode: not null } error)
            {
                return (error.ErrorCode, Shorten(error.Message ?? ""));
            }
        }
        catch (JsonException)
        {
            // Plain text, such as the answer to a wrong token: it is all the reason there is.
        }

        return (null, Shorten(text));
    }

    private static string Shorten(string text) => text.Length <= MaxTextLength ? text : text[..MaxTextLength] + "…";

    private sealed record Envelope(string? ErrorCode, string? Message);
}
