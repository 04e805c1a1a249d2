using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Instances;

/// <summary>One instance: <c>GET /api/v1/workflows/{id}</c>.</summary>
internal static class GetWorkflow
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/{id}",
                async (string id, IMediator mediator, CancellationToken cancellationToken) =>
                    WorkflowJson.Answer(await mediator.Send(new Query(id), cancellationToken))
            )
            .Describe(
                "Shows an instance of a workflow.",
                api =>
                    api.Path("id", "The id of the instance.")
                        .Gives<WorkflowView>(StatusCodes.Status200OK, "The instance.", WorkflowJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "workflow-not-found")
                        .Refuses(StatusCodes.Status503ServiceUnavailable, "workflows-unavailable")
            );

    internal sealed record Query(string Id) : IRequest<WorkflowView>;

    internal sealed class Handler(IWorkflowClient workflows) : IRequestHandler<Query, WorkflowView>
    {
        public async Task<WorkflowView> Handle(Query request, CancellationToken cancellationToken) =>
            await workflows.GetWorkflowStateAsync(request.Id, cancellationToken: cancellationToken) is { } state
                ? WorkflowView.Of(state)
                : throw new WorkflowNotFoundException(request.Id);
    }
}
