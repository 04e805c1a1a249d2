using Microsoft.AspNetCore.Http;
using Monolith.Platform.Language;
using Monolith.Platform.Reference;

namespace Monolith.Explore.Parameters;

/// <summary>What the reference of the API says of the parameters and answers that endpoints of records share.</summary>
internal static class LogDescriptions
{
    /// <summary>A record, as it reads in every answer.</summary>
    public const string Record = """
        {"id":"7434871298371289088","timestamp":"2026-03-04T05:06:07.123456789Z","severity":"ERROR","severity_number":17,
        "service":"checkout","trace_id":"0af7651916cd43dd8448eb211c80319c","http.route":"/orders/{id}",
        "http.response.status_code":503,"duration_ms":12.5,"body":"payment declined","attributes":{"order.id":"4711"},
        "resource":{"host.name":"web-1"}}
        """;

    private static readonly Dictionary<string, string> Filters = new(StringComparer.Ordinal)
    {
        ["query"] = "Conditions in the search language: `service:checkout severity>=warn timeout`.",
        ["service"] = "The exact service; several times: one of them.",
        ["severity"] = "At least so bad: trace, debug, info, warn, error, fatal, or a number from 1 to 24.",
        ["q"] = "Words and \"phrases\" of the body; all of them, in any case.",
        ["correlation_id"] = "The exact correlation id.",
        ["request_id"] = "The exact request id.",
        ["user_id"] = "The exact user id.",
        ["trace_id"] = "The trace: 32 hexadecimal digits.",
    };

    /// <summary>A page of records.</summary>
    public static string Page => $$"""{"records":[{{Record}}],"next_cursor":null}""";

    /// <summary>The parameters that say which records are meant: those that <see cref="LogParameters"/> reads.</summary>
    public static EndpointDescription ReadsFilter(this EndpointDescription api)
    {
        foreach (var name in LogParameters.FilterNames)
        {
            api.Query(name, Filters[name], name == "service" ? ApiType.Texts : ApiType.Text);
        }

        return api.Query("attribute.NAME", "The exact value of the attribute NAME.");
    }

    /// <summary><c>from</c> and <c>to</c>.</summary>
    /// <param name="api">The description.</param>
    /// <param name="unasked">What an answer is about without <c>from</c>.</param>
    public static EndpointDescription ReadsRange(this EndpointDescription api, string unasked) =>
        api.Query("from", $"The earliest time: {LogTime.Syntax}. Without it {unasked}.")
            .Query("to", "The time that it ends before; now unless it says another.");

    /// <summary><c>cursor</c>.</summary>
    public static EndpointDescription ReadsCursor(this EndpointDescription api) =>
        api.Query("cursor", "`next_cursor` of the page before, with all other parameters as they were.");

    /// <summary>An answer with a page of records.</summary>
    public static EndpointDescription GivesPage(this EndpointDescription api) =>
        api.Gives(StatusCodes.Status200OK, "A page of records; `next_cursor` is null on the last.", Page);

    /// <summary>The problems of questions that take too long, or come while the store is away.</summary>
    public static EndpointDescription MayFail(this EndpointDescription api) =>
        api.Refuses(StatusCodes.Status503ServiceUnavailable, "overloaded")
            .Refuses(StatusCodes.Status503ServiceUnavailable, "store-unavailable")
            .Refuses(StatusCodes.Status504GatewayTimeout, "too-slow");
}
