using System.Text.Json;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Instances;

/// <summary>Hands an event to an instance: <c>POST /api/v1/workflows/{id}/events</c>.</summary>
internal static class RaiseEvent
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/{id}/events",
                async (string id, HttpRequest request, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var body = await WorkflowJson.ReadAsync<Body>(request, cancellationToken);
                    await mediator.Send(new Command(id, body.Name, body.Data), cancellationToken);
                    return TypedResults.Accepted($"/api/v1/workflows/{Uri.EscapeDataString(id)}");
                }
            )
            .Describe(
                "Hands an event to an instance of a workflow.",
                api =>
                    api.Path("id", "The id of the instance.")
                        .Takes<Body>("The name of the event and what it says.", WorkflowJson.Options)
                        .Gives(StatusCodes.Status202Accepted, "It will be so.")
                        .Refuses(StatusCodes.Status404NotFound, "workflow-not-found")
                        .Refuses(StatusCodes.Status503ServiceUnavailable, "workflows-unavailable")
            );

    internal sealed record Body(string? Name, JsonElement? Data);

    internal sealed record Command(string Id, string? Name, JsonElement? Data) : IRequest<Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() =>
            RuleFor(command => command.Name).NotEmpty().MaximumLength(200).OverridePropertyName("name");
    }

    internal sealed class Handler(IWorkflowClient workflows) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            await workflows.RaiseEventAsync(request.Id, request.Name!, request.Data, cancellationToken);
            return Unit.Value;
        }
    }
}
