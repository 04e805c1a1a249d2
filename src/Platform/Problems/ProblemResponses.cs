using System.Globalization;
using System.Text.Json.Nodes;
using FluentValidation;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.Language.Parsing;
using Monolith.Platform.Workflows;

namespace Monolith.Platform.Problems;

/// <summary>Turns exceptions into RFC 9457 problem details, or into the form of the
/// endpoint's protocol. The one place that knows both.</summary>
public sealed class ProblemResponses(IProblemDetailsService problems) : IExceptionHandler
{
    // The embedded engine is back within seconds; a cluster may take longer, and is then asked again.
    private static readonly TimeSpan StoreIsBackAfter = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        var details = Of(exception);
        if (details is null)
        {
            // Our fault: the framework logs the exception and answers 500 without details.
            return false;
        }

        if (RetryAfter(exception) is { } retryAfter)
        {
            var seconds = Math.Max(1, (long)Math.Ceiling(retryAfter.TotalSeconds));
            httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        httpContext.Response.StatusCode = details.Status!.Value;
        return await problems.TryWriteAsync(
            new ProblemDetailsContext
            {
                HttpContext = httpContext,
                AdditionalMetadata = httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata,
                ProblemDetails = details,
            }
        );
    }

    private static TimeSpan? RetryAfter(Exception exception) =>
        exception switch
        {
            ProblemException problem => problem.RetryAfter,
            ClickHouseException { IsRetriable: true } => StoreIsBackAfter,
            WorkflowBackendException => StoreIsBackAfter,
            _ => null,
        };

    /// <summary>What a caller is told of an exception; null when it is our fault, of which they are told nothing.</summary>
    public static ProblemDetails? Of(Exception exception) =>
        exception switch
        {
            InvalidRequestException invalid => Invalid(
                new Dictionary<string, string[]>(StringComparer.Ordinal) { [invalid.Parameter] = [invalid.Message] }
            ),
            InvalidQueryException query => Invalid(query),
            ProblemException problem => new ProblemDetails
            {
                Type = $"/problems/{problem.Slug}",
                Title = problem.Title,
                Status = problem.Status,
                Detail = problem.Message,
                Extensions = new Dictionary<string, object?>(problem.Extensions, StringComparer.Ordinal),
            },
            ValidationException validation => Invalid(
                validation
                    .Errors.GroupBy(e => e.PropertyName, StringComparer.Ordinal)
                    .ToDictionary(g => g.Key, g => g.Select(e => e.ErrorMessage).ToArray(), StringComparer.Ordinal)
            ),
            BadHttpRequestException { StatusCode: 413 } => new ProblemDetails
            {
                Type = "/problems/too-large",
                Title = "The request is too large.",
                Status = 413,
                Detail = "The body has more bytes than the server takes in one request. Send smaller batches.",
            },
            BadHttpRequestException bad => new ProblemDetails
            {
                Type = "/problems/invalid-request",
                Title = "The request is not valid.",
                Status = bad.StatusCode,
                Detail = bad.Message,
            },
            WorkflowException workflow => Describe(workflow),
            ClickHouseException { IsRetriable: true } => new ProblemDetails
            {
                Type = "/problems/store-unavailable",
                Title = "ClickHouse does not answer just now.",
                Status = StatusCodes.Status503ServiceUnavailable,
                Detail = "Records are still taken in and wait in the spool. Ask again in a moment.",
            },
            _ => null,
        };

    private static ProblemDetails? Describe(WorkflowException exception) =>
        exception switch
        {
            WorkflowNotFoundException => Workflow(
                StatusCodes.Status404NotFound,
                "workflow-not-found",
                "There is no such instance.",
                exception
            ),
            WorkflowAlreadyExistsException => Workflow(
                StatusCodes.Status409Conflict,
                "workflow-already-exists",
                "The id is taken.",
                exception
            ),
            WorkflowNotCompletedException => Workflow(
                StatusCodes.Status409Conflict,
                "workflow-not-completed",
                "Not possible yet.",
                exception
            ),
            WorkflowStalledException => Workflow(
                StatusCodes.Status409Conflict,
                "workflow-stalled",
                "Not possible now.",
                exception
            ),
            WorkflowPayloadTooLargeException => Workflow(
                StatusCodes.Status413PayloadTooLarge,
                "too-large",
                "The request is too large.",
                exception
            ),
            WorkflowBackendException => Workflow(
                StatusCodes.Status503ServiceUnavailable,
                "workflows-unavailable",
                "Workflows do not answer just now.",
                exception
            ),
            _ => null,
        };

    private static ProblemDetails Workflow(int status, string slug, string title, WorkflowException exception) =>
        new()
        {
            Type = $"/problems/{slug}",
            Title = title,
            Status = status,
            Detail = exception.Message,
        };

    private static HttpValidationProblemDetails Invalid(InvalidQueryException query)
    {
        var errors = query.Diagnostics.Where(diagnostic => !diagnostic.IsHint).Select(diagnostic => diagnostic.Message);
        return new(new Dictionary<string, string[]>(StringComparer.Ordinal) { ["query"] = [.. errors] })
        {
            Type = $"/problems/{query.Slug}",
            Title = query.Title,
            Status = query.Status,
            Detail = query.Message,
            Extensions =
            {
                ["diagnostics"] = new JsonArray([
                    .. query.Diagnostics.Select(diagnostic => (JsonNode)Describe(diagnostic)),
                ]),
            },
        };
    }

    private static JsonObject Describe(Diagnostic diagnostic) =>
        new()
        {
            ["position"] = diagnostic.Span.Start,
            ["length"] = diagnostic.Span.Length,
            ["message"] = diagnostic.Message,
            ["expected"] = new JsonArray([.. diagnostic.Expected.Select(expected => JsonValue.Create(expected))]),
            ["suggestion"] = diagnostic.Suggestion,
            ["hint"] = diagnostic.IsHint,
        };

    private static HttpValidationProblemDetails Invalid(IDictionary<string, string[]> errors) =>
        new(errors)
        {
            Type = "/problems/invalid-request",
            Title = "The request is not valid.",
            Status = StatusCodes.Status400BadRequest,
            Detail = string.Join(" ", errors.SelectMany(e => e.Value)),
        };
}
