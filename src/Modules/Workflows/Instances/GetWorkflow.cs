using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Instances;

/// <summary>One instance: <c>GET /api/v1/workflows/{id}</c>.</summary>
internal static class GetWorkflow
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(
            "/{id}",
            async (string id, IMediator mediator, CancellationToken cancellationToken) =>
                WorkflowJson.Answer(await mediator.Send(new Query(id), cancellationToken))
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
