using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Audit.DataAccess;

namespace Monolith.Audit.Contracts;

/// <summary>Has the trail say who looked at what: endpoints that give out data name what is done by asking them, and leave one entry
/// for each request.</summary>
public static class RecordedAccess
{
    /// <summary>Endpoints that are mapped on what this returns leave an entry: who asked, what, when, and how much came of it; never
    /// what was given out. It is durable before the answer ends. Where the module of the trail is not there, nothing is recorded.</summary>
    /// <param name="routes">Where the endpoints would be mapped otherwise.</param>
    /// <param name="action">What was done once the answer ended, as <see cref="AuditEntry.Action"/>.</param>
    /// <param name="begun">What is done when it begins, for answers that take long: an entry before anything is given out.</param>
    public static IEndpointRouteBuilder RecordsAccess(
        this IEndpointRouteBuilder routes,
        string action,
        string? begun = null
    )
    {
        var recorded = routes.MapGroup("");
        ((IEndpointConventionBuilder)recorded).Add(endpoint =>
        {
            // Around the whole endpoint, its filters included: what they refuse is recorded too.
            var answer = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = http =>
                http.RequestServices.GetService<AccessRecorder>() is { } recorder
                    ? recorder.AnswerAsync(action, begun, answer, http)
                    : answer(http);
        });
        return recorded;
    }

    /// <summary>Counts rows that are given out.</summary>
    public static void CountRows(this HttpContext http, int rows)
    {
        if (http.Features.Get<Access>() is { } access)
        {
            access.Rows += rows;
        }
    }

    /// <summary>Says what is asked where the address does not: it stands in the body.</summary>
    /// <param name="http">The request.</param>
    /// <param name="query">The question.</param>
    /// <param name="from">The earliest time, as it was given.</param>
    /// <param name="to">The time that it ends before, as it was given.</param>
    public static void Asks(this HttpContext http, string? query, string? from, string? to)
    {
        if (http.Features.Get<Access>() is { } access)
        {
            (access.Query, access.From, access.To) = (query, from, to);
        }
    }
}
