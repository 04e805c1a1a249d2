using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Instances;

/// <summary>Pauses an instance: <c>POST /api/v1/workflows/{id}/pause</c>.</summary>
internal static class PauseWorkflow
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/{id}/pause",
                async (string id, HttpRequest request, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var body = await WorkflowJson.ReadAsync<Body>(request, cancellationToken);
                    await mediator.Send(new Command(id, body.Reason), cancellationToken);
                    return TypedResults.Accepted($"/api/v1/workflows/{Uri.EscapeDataString(id)}");
                }
            )
            .Describe(
                "Pauses an instance of a workflow.",
                api =>
                    api.Path("id", "The id of the instance.")
                        .Takes<Body>("Why.", WorkflowJson.Options)
                        .Gives(StatusCodes.Status202Accepted, "It will be so.")
                        .Refuses(StatusCodes.Status404NotFound, "workflow-not-found")
                        .Refuses(StatusCodes.Status503ServiceUnavailable, "workflows-unavailable")
            );

    internal sealed record Body(string? Reason);

    internal sealed record Command(string Id, string? Reason) : IRequest<Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(command => command.Reason).MaximumLength(500).OverridePropertyName("reason");
    }

    internal sealed class Handler(IWorkflowClient workflows) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            await workflows.SuspendWorkflowAsync(request.Id, request.Reason, cancellationToken);
            return Unit.Value;
        }
    }
}
