using System.Text.Json;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Instances;

/// <summary>Ends an instance and its children: <c>POST /api/v1/workflows/{id}/terminate</c>.</summary>
internal static class TerminateWorkflow
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/{id}/terminate",
                async (string id, HttpRequest request, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var body = await WorkflowJson.ReadAsync<Body>(request, cancellationToken);
                    await mediator.Send(new Command(id, body.Output), cancellationToken);
                    return TypedResults.Accepted($"/api/v1/workflows/{Uri.EscapeDataString(id)}");
                }
            )
            .Describe(
                "Ends an instance of a workflow, and its children.",
                api =>
                    api.Path("id", "The id of the instance.")
                        .Takes<Body>("What it ends with.", WorkflowJson.Options)
                        .Gives(StatusCodes.Status202Accepted, "It will be so.")
                        .Refuses(StatusCodes.Status404NotFound, "workflow-not-found")
                        .Refuses(StatusCodes.Status503ServiceUnavailable, "workflows-unavailable")
            );

    internal sealed record Body(JsonElement? Output);

    internal sealed record Command(string Id, JsonElement? Output) : IRequest<Unit>;

    internal sealed class Handler(IWorkflowClient workflows) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            await workflows.TerminateWorkflowAsync(request.Id, request.Output, cancellationToken);
            return Unit.Value;
        }
    }
}
