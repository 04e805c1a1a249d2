using System.Net;
using System.Text.Json;

namespace Monolith.Healing.Kubernetes;

/// <summary>The Kubernetes API refused a request or failed at it, or it could not be reached.</summary>
internal sealed class KubernetesException : Exception
{
    private const int MaxTextLength = 500;

    private KubernetesException(
        string message,
        HttpStatusCode? status,
        string reason,
        TimeSpan? retryAfter = null,
        Exception? cause = null
    )
        : base(message, cause)
    {
        Status = status;
        Reason = reason;
        RetryAfter = retryAfter;
    }

    /// <summary>The code of the answer. Null when there was none, and then nobody knows whether it was carried out.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>Kubernetes' name for the error, such as <c>NotFound</c>, <c>Conflict</c> or <c>Expired</c>.</summary>
    public string Reason { get; }

    /// <summary>How long the server asked to wait.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Whether the same request may succeed later without anybody changing anything.</summary>
    public bool IsRetriable => Status is not { } status || IsPassing(status);

    /// <summary>The version that the caller knows is not the newest, or somebody else owns a field.</summary>
    public bool IsConflict => Status == HttpStatusCode.Conflict;

    /// <summary>There is no such object.</summary>
    public bool IsNotFound => Status == HttpStatusCode.NotFound;

    /// <summary>The version is too old to be watched from.</summary>
    public bool IsExpired => Status == HttpStatusCode.Gone;

    /// <summary>Statuses of errors that may pass by themselves.</summary>
    public static bool IsPassing(HttpStatusCode status) => (int)status is 408 or 429 or >= 500;

    /// <summary>The API could not be reached, or its answer did not come in time or broke off.</summary>
    public static KubernetesException Unreachable(KubernetesRequest request, Exception cause) =>
        new(
            $"The Kubernetes API did not answer {request}: {cause.Message}",
            status: null,
            "Unreachable",
            retryAfter: null,
            cause
        );

    /// <summary>The answer is not what it should be.</summary>
    public static KubernetesException Unreadable(KubernetesRequest request, Exception cause) =>
        new(
            $"The answer to {request} could not be read: {cause.Message}",
            HttpStatusCode.BadGateway,
            "Unreadable",
            retryAfter: null,
            cause
        );

    /// <summary>An answer that is an error.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="text">A <c>Status</c> object, or whatever a proxy on the way has to say.</param>
    /// <param name="retryAfter">The header of that name.</param>
    public static KubernetesException Refused(
        KubernetesRequest request,
        HttpStatusCode status,
        string text,
        TimeSpan? retryAfter
    )
    {
        var answer = Parse(text);
        var seconds = answer?.Details?.RetryAfterSeconds is { } number and > 0
            ? TimeSpan.FromSeconds(number)
            : retryAfter;
        var reason = answer?.Reason is { Length: > 0 } named ? named : status.ToString();
        return new KubernetesException(
            $"The Kubernetes API answered {request} with {(int)status} {reason}: {Shorten(answer?.Message ?? text)}",
            status,
            reason,
            seconds
        );
    }

    private static ApiStatus? Parse(string text)
    {
        try
        {
            var status = JsonSerializer.Deserialize<ApiStatus>(text, JsonSerializerOptions.Web);
            return status?.Kind == "Status" ? status : null;
        }
        catch (JsonException)
        {
            // Plain text of a proxy: it is all the reason there is.
            return null;
        }
    }

    private static string Shorten(string text) => text.Length <= MaxTextLength ? text : text[..MaxTextLength] + "…";

    private sealed record ApiStatus(string? Kind, string? Reason, string? Message, ApiStatusDetails? Details);

    private sealed record ApiStatusDetails(int? RetryAfterSeconds);
}
