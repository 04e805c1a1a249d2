using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Instances;

/// <summary>Lets a paused instance go on: <c>POST /api/v1/workflows/{id}/resume</c>.</summary>
internal static class ResumeWorkflow
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/{id}/resume",
                async (string id, HttpRequest request, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var body = await WorkflowJson.ReadAsync<Body>(request, cancellationToken);
                    await mediator.Send(new Command(id, body.Reason), cancellationToken);
                    return TypedResults.Accepted($"/api/v1/workflows/{Uri.EscapeDataString(id)}");
                }
            )
            .Describe(
                "Lets a paused instance of a workflow go on.",
                api =>
                    api.Path("id", "The id of the instance.")
                        .Takes<Body>("Why.", WorkflowJson.Options)
                        .Gives(StatusCodes.Status202Accepted, "It will be so.")
                        .Refuses(StatusCodes.Status404NotFound, "workflow-not-found")
                        .Refuses(StatusCodes.Status409Conflict, "workflow-stalled")
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
            await workflows.ResumeWorkflowAsync(request.Id, request.Reason, cancellationToken);
            return Unit.Value;
        }
    }
}
