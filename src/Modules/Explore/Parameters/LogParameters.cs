using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Explore.Query;
using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;

namespace Monolith.Explore.Parameters;

/// <summary>Reads the query string that all endpoints of logs share.</summary>
internal sealed class LogParameters : QueryParameters
{
    private const string AttributePrefix = "attribute.";

    /// <summary>The names of those that say which records are meant, attributes left out.</summary>
    internal static readonly string[] FilterNames =
    [
        "query",
        "service",
        "severity",
        "q",
        "correlation_id",
        "request_id",
        "user_id",
        "trace_id",
    ];

    /// <summary>Reads the query string of a request.</summary>
    /// <param name="query">The query string.</param>
    /// <param name="others">The names that the endpoint knows beside those of the filter.</param>
    public LogParameters(QueryString query, params IEnumerable<string> others)
        : base(query, [.. FilterNames, .. others], AttributePrefix) { }

    /// <summary>Which records are meant: what the query says and what the other parameters say.</summary>
    /// <param name="http">Who asks.</param>
    /// <exception cref="InvalidQueryException">The query cannot be asked.</exception>
    public LogSelection Selection(HttpContext http)
    {
        var selection = QueryText.Select(Text("query"), Time("from"), Time("to") ?? LogTime.Now);
        return selection with { Condition = WithFilter(selection.Condition, http) };
    }

    /// <summary>The same for endpoints that show what comes from now on, and so have no time.</summary>
    /// <param name="http">Who asks.</param>
    /// <exception cref="InvalidQueryException">The query cannot be asked, or has a time or stages.</exception>
    public LogCondition Condition(HttpContext http) => WithFilter(QueryText.ReadCondition(Text("query")), http);

    private LogCondition WithFilter(LogCondition condition, HttpContext http) =>
        Conditions
            .All(Filter().ToCondition(), condition)
            .WithTokens(Reader.Of(http), http.RequestServices.GetRequiredService<ISubjectTokens>());

    private LogFilter Filter() =>
        new()
        {
            Services = Texts("service"),
            MinimumSeverity = Severity(),
            Body = Words(),
            CorrelationId = Text("correlation_id"),
            RequestId = Text("request_id"),
            UserId = Text("user_id"),
            TraceId = TraceId(),
            Attributes =
            [
                .. Values
                    .Where(value => value.Key.StartsWith(AttributePrefix, StringComparison.Ordinal))
                    .Select(value => new AttributeMatch(value.Key[AttributePrefix.Length..], value.Value)),
            ],
        };

    private string? TraceId()
    {
        var id = Text("trace_id")?.ToLowerInvariant();
        if (id is not null && !FilterRules.IsTraceId(id))
        {
            Fail("trace_id", FilterRules.TraceId);
        }

        return id;
    }

    private SeverityNumber Severity()
    {
        if (Text("severity") is not { } text)
        {
            return SeverityNumber.Unspecified;
        }

        var severity = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number is >= 1 and <= 24
                ? (SeverityNumber)number
                : SeverityNumber.Unspecified
            : SeverityNames.Parse(Encoding.UTF8.GetBytes(text));
        if (severity == SeverityNumber.Unspecified)
        {
            Fail("severity", "severity must be trace, debug, info, warn, error, fatal, or a number from 1 to 24.");
        }

        return severity;
    }

    private IReadOnlyList<BodyTerm> Words()
    {
        if (Text("q") is not { } text)
        {
            return [];
        }

        var terms = BodyTerm.Parse(text, out var error);
        if (error is not null)
        {
            Fail("q", error);
        }
        else if (!FilterRules.AreFewEnough(terms))
        {
            Fail("q", FilterRules.Words);
        }

        return terms;
    }
}
