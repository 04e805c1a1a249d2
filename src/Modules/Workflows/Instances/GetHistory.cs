using System.Globalization;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Instances;

/// <summary>What has happened to an instance: <c>GET /api/v1/workflows/{id}/history</c>.</summary>
internal static class GetHistory
{
    private const int EventsPerPage = 500;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/{id}/history",
                async (string id, string? cursor, IMediator mediator, CancellationToken cancellationToken) =>
                    WorkflowJson.Answer(await mediator.Send(new Query(id, cursor), cancellationToken))
            )
            .Describe(
                "Shows what has happened to an instance of a workflow.",
                api =>
                    api.Path("id", "The id of the instance.")
                        .Query("cursor", "`nextCursor` of the page before.")
                        .Gives<Page>(StatusCodes.Status200OK, "A page of its history.", WorkflowJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "workflow-not-found")
                        .Refuses(StatusCodes.Status503ServiceUnavailable, "workflows-unavailable")
            );

    internal sealed record Query(string Id, string? Cursor) : IRequest<Page>;

    internal sealed record Page(IReadOnlyList<EventView> Events, string? NextCursor);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() =>
            RuleFor(query => query.Cursor)
                .Must(text => IndexOf(text) is not null)
                .OverridePropertyName("cursor")
                .WithMessage("cursor must be the next_cursor of the page before.");
    }

    internal sealed class Handler(IWorkflowClient workflows) : IRequestHandler<Query, Page>
    {
        public async Task<Page> Handle(Query request, CancellationToken cancellationToken)
        {
            var history = await workflows.GetWorkflowHistoryAsync(request.Id, cancellationToken);

            // Histories only grow at their end, so the number of an entry is its place for good.
            var first = IndexOf(request.Cursor)!.Value;
            var page = history.Skip(first).Take(EventsPerPage).Select(EventView.Of).ToList();
            var next = first + page.Count;
            return new Page(page, next < history.Count ? $"{next}" : null);
        }
    }

    private static int? IndexOf(string? cursor) =>
        cursor is null ? 0
        : int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index
        : null;
}
