using Monolith.Platform.Language.Tree;
using Monolith.Platform.Signals;

namespace Monolith.Platform.Language;

/// <summary>Which records are meant. Everything that is set must hold; an empty filter means all records.</summary>
/// <remarks>
/// The same filter is asked in two ways that must agree: as SQL over what is stored, and by <see cref="LogMatcher"/> over
/// one record on its way in.
/// </remarks>
public sealed record LogFilter
{
    /// <summary>The filter that lets every record through.</summary>
    public static readonly LogFilter All = new();

    /// <summary>Names of services, of which the record has one. Case matters.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>The least severity. Records whose severity is unspecified come only with <c>Unspecified</c>.</summary>
    public SeverityNumber MinimumSeverity { get; init; }

    /// <summary>What the body must contain. Case does not matter for A to Z.</summary>
    public IReadOnlyList<BodyTerm> Body { get; init; } = [];

    /// <summary>The exact correlation id.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The exact request id.</summary>
    public string? RequestId { get; init; }

    /// <summary>The exact user id.</summary>
    public string? UserId { get; init; }

    /// <summary>The trace id: 32 hexadecimal digits in lower case.</summary>
    public string? TraceId { get; init; }

    /// <summary>Attributes that the record, or the resource that wrote it, must have.</summary>
    public IReadOnlyList<AttributeMatch> Attributes { get; init; } = [];

    /// <summary>The same as a condition of the search language.</summary>
    public LogCondition ToCondition()
    {
        var parts = new List<LogCondition>();
        if (Services.Count > 0)
        {
            parts.Add(OneOf("service", Services));
        }

        if (MinimumSeverity > SeverityNumber.Unspecified)
        {
            var least = new LogBound((int)MinimumSeverity, IsIncluded: true);
            parts.Add(new LogCondition.Within(new LogField(LogFields.Severity), least, High: null));
        }

        parts.AddRange(Body.Select(term => new LogCondition.Words(term)));
        (string Name, string? Value)[] ids =
        [
            ("correlation_id", CorrelationId),
            ("request_id", RequestId),
            ("user_id", UserId),
            ("trace_id", TraceId),
        ];
        parts.AddRange(ids.Where(id => id.Value is not null).Select(id => OneOf(id.Name, [id.Value!])));
        parts.AddRange(Attributes.Select(match => OneOf(LogFields.Canonical(match.Name), match.Values)));
        return parts.Count switch
        {
            0 => new LogCondition.Everything(),
            1 => parts[0],
            _ => new LogCondition.All(parts),
        };
    }

    private static LogCondition OneOf(string name, IReadOnlyList<string> values)
    {
        var parts = values.Select(value => new LogCondition.Equal(new LogField(name), value)).ToList();
        return parts.Count == 1 ? parts[0] : new LogCondition.Any(parts);
    }
}

/// <summary>An attribute by name, and the values of which it has one. Case matters in both.</summary>
/// <param name="Name">For example <c>http.route</c> or <c>k8s.pod.name</c>.</param>
/// <param name="Values">At least one value, none empty.</param>
public sealed record AttributeMatch(string Name, IReadOnlyList<string> Values);
