using System.Collections.ObjectModel;

namespace Monolith.Platform.Problems;

/// <summary>An error that the caller can understand and act on. It becomes an RFC 9457 problem in one place,
/// <see cref="ProblemResponses"/>.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="slug">The last part of the problem's type: <c>/problems/{slug}</c>, explained in docs/problems.md.</param>
/// <param name="title">A short sentence that is the same for every occurrence.</param>
/// <param name="detail">What happened this time and what to do about it. Never holds a secret or a user's data.</param>
public abstract class ProblemException(int status, string slug, string title, string detail) : Exception(detail)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>The problem's type is <c>/problems/{Slug}</c>.</summary>
    public string Slug { get; } = slug;

    /// <summary>A short sentence that is the same for every occurrence.</summary>
    public string Title { get; } = title;

    /// <summary>When the same request makes sense again; sent as <c>Retry-After</c> in whole seconds, at least one. Null when
    /// nobody can say, or it never does.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What the problem says beside, for programs: members of its own, as RFC 9457 calls extensions.</summary>
    public IReadOnlyDictionary<string, object?> Extensions { get; init; } = ReadOnlyDictionary<string, object?>.Empty;

    /// <summary>Why, as metrics say it. Finer than the slug where one problem has several causes.</summary>
    public string Reason { get; init; } = slug.Replace('-', '_');
}

/// <summary>400: the request says something that it must not say.</summary>
public sealed class InvalidRequestException(string parameter, string detail)
    : ProblemException(400, "invalid-request", "The request is not valid.", detail)
{
    /// <summary>The parameter or field that is wrong.</summary>
    public string Parameter { get; } = parameter;
}

/// <summary>403: the caller is known, and may not do this.</summary>
public sealed class NotAllowedException(string slug, string detail)
    : ProblemException(403, slug, "Not allowed.", detail);

/// <summary>404: what was asked for is not there.</summary>
public sealed class NotFoundException(string slug, string detail)
    : ProblemException(404, slug, "There is no such thing.", detail);

/// <summary>409: not possible in the present state.</summary>
public sealed class ConflictException(string slug, string detail)
    : ProblemException(409, slug, "Not possible now.", detail);

/// <summary>409: the same request is being carried out already. Nothing was kept a second time.</summary>
public sealed class StillUnderWayException : ProblemException
{
    /// <param name="detail">What is under way.</param>
    /// <param name="retryAfter">When to ask again.</param>
    public StillUnderWayException(string detail, TimeSpan retryAfter)
        : base(409, "still-under-way", "The same request is under way.", detail) => RetryAfter = retryAfter;
}

/// <summary>412: the caller has not seen the last change of what they want to change.</summary>
public sealed class OutdatedException(string detail)
    : ProblemException(412, "outdated", "It was changed since you read it.", detail);

/// <summary>413: a bound on size was crossed.</summary>
public sealed class TooLargeException(string detail)
    : ProblemException(413, "too-large", "The request is too large.", detail);

/// <summary>415: the media type or content coding is not one that this endpoint reads.</summary>
public sealed class UnsupportedMediaException(string detail)
    : ProblemException(415, "unsupported-media", "The content is of a type that is not read here.", detail);

/// <summary>429: the sender brings more than its quota. Nothing of the request was kept; the same request may be sent again.</summary>
public sealed class QuotaExceededException : ProblemException
{
    /// <param name="detail">Which quota, and of whom.</param>
    /// <param name="retryAfter">When there is quota again.</param>
    public QuotaExceededException(string detail, TimeSpan retryAfter)
        : base(429, "quota-exceeded", "More is sent than the quota allows.", detail) => RetryAfter = retryAfter;
}

/// <summary>503: there is no room now. Nothing of the request was kept; the same request may be sent again.</summary>
public sealed class OverloadedException : ProblemException
{
    /// <param name="detail">What is full.</param>
    /// <param name="retryAfter">When to try again.</param>
    public OverloadedException(string detail, TimeSpan retryAfter)
        : base(503, "overloaded", "There is no room now.", detail) => RetryAfter = retryAfter;
}

/// <summary>504: the answer took longer than it may.</summary>
public sealed class TooSlowException(string detail)
    : ProblemException(504, "too-slow", "The answer took too long.", detail);
