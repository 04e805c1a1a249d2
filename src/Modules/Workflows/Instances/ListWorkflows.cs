using System.Globalization;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Instances;

/// <summary>Lists instances: <c>GET /api/v1/workflows</c>.</summary>
internal static class ListWorkflows
{
    private const int MaxLimit = 1000;
    private static readonly string[] Parameters = ["name", "status", "limit", "cursor"];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "",
                async (HttpRequest request, IMediator mediator, CancellationToken cancellationToken) =>
                    WorkflowJson.Answer(await mediator.Send(Read(request.Query), cancellationToken))
            )
            .Describe(
                "Lists instances of workflows.",
                api =>
                    api.Query("name", "The name of the workflow.")
                        .Query("status", "Where they stand; several with commas between them.")
                        .Query("limit", "At most so many.", ApiType.Number)
                        .Query("cursor", "`nextCursor` of the page before.")
                        .Gives<Page>(StatusCodes.Status200OK, "A page of instances.", WorkflowJson.Options)
                        .Refuses(StatusCodes.Status503ServiceUnavailable, "workflows-unavailable")
            );

    internal sealed record Query(string? Name, string? Status, string? Limit, string? Cursor) : IRequest<Page>;

    internal sealed record Page(IReadOnlyList<WorkflowLine> Workflows, string? NextCursor);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(query => query.Status)
                .Must(text => text is null || StatusOf(text) is not null)
                .OverridePropertyName("status")
                .WithMessage($"status must be one of {string.Join(", ", Statuses())}.");
            RuleFor(query => query.Limit)
                .Must(text => text is null || LimitOf(text) is >= 1 and <= MaxLimit)
                .OverridePropertyName("limit")
                .WithMessage($"limit must be a number from 1 to {MaxLimit}.");
        }
    }

    internal sealed class Handler(IWorkflowClient workflows) : IRequestHandler<Query, Page>
    {
        public async Task<Page> Handle(Query request, CancellationToken cancellationToken)
        {
            var query = new WorkflowQuery
            {
                WorkflowName = request.Name,
                RuntimeStatus = StatusOf(request.Status),
                ContinuationToken = request.Cursor,
            };
            var page = await workflows.ListWorkflowsAsync(
                query with
                {
                    PageSize = LimitOf(request.Limit) ?? query.PageSize,
                },
                cancellationToken
            );
            return new Page([.. page.Workflows.Select(WorkflowLine.Of)], page.ContinuationToken);
        }
    }

    private static Query Read(IQueryCollection query)
    {
        // A misspelt filter would silently show more than was asked for.
        if (query.Keys.FirstOrDefault(key => !Parameters.Contains(key, StringComparer.Ordinal)) is { } unknown)
        {
            throw new InvalidRequestException(
                unknown,
                $"There is no parameter of this name. There are: {string.Join(", ", Parameters)}."
            );
        }

        return new Query(Text("name"), Text("status"), Text("limit"), Text("cursor"));

        string? Text(string name) => query[name].ToString() is { Length: > 0 } text ? text : null;
    }

    private static int? LimitOf(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;

    private static WorkflowRuntimeStatus? StatusOf(string? text)
    {
        foreach (var status in Enum.GetValues<WorkflowRuntimeStatus>())
        {
            if (string.Equals(WorkflowJson.Word(status), text, StringComparison.OrdinalIgnoreCase))
            {
                return status;
            }
        }

        return null;
    }

    private static IEnumerable<string> Statuses() =>
        Enum.GetValues<WorkflowRuntimeStatus>().Select(status => WorkflowJson.Word(status));
}
