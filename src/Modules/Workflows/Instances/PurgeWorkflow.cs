using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Instances;

/// <summary>Removes a finished instance and its children: <c>DELETE /api/v1/workflows/{id}</c>.</summary>
internal static class PurgeWorkflow
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/{id}",
                async (string id, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    await mediator.Send(new Command(id), cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .Describe(
                "Removes a finished instance of a workflow, and its children.",
                api =>
                    api.Path("id", "The id of the instance.")
                        .Gives(StatusCodes.Status204NoContent, "It is gone.")
                        .Refuses(StatusCodes.Status404NotFound, "workflow-not-found")
                        .Refuses(StatusCodes.Status409Conflict, "workflow-not-completed")
                        .Refuses(StatusCodes.Status503ServiceUnavailable, "workflows-unavailable")
            );

    internal sealed record Command(string Id) : IRequest<Unit>;

    internal sealed class Handler(IWorkflowClient workflows) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            await workflows.PurgeWorkflowAsync(request.Id, cancellationToken);
            return Unit.Value;
        }
    }
}
