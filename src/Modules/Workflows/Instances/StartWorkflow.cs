using System.Text.Json;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Instances;

/// <summary>Starts an instance: <c>POST /api/v1/workflows</c>.</summary>
internal static class StartWorkflow
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var command = await WorkflowJson.ReadAsync<Command>(http.Request, cancellationToken);
                    var id = await mediator.Send(command, cancellationToken);
                    http.Response.Headers.Location = $"/api/v1/workflows/{id}";
                    return WorkflowJson.Answer(new Response(id), StatusCodes.Status201Created);
                }
            )
            .Describe(
                "Starts an instance of a workflow.",
                api =>
                    api.Takes<Command>("Which workflow, with which id and input, and when.", WorkflowJson.Options)
                        .Gives<Response>(StatusCodes.Status201Created, "The id of the instance.", WorkflowJson.Options)
                        .Refuses(StatusCodes.Status400BadRequest, "unknown-workflow")
                        .Refuses(StatusCodes.Status409Conflict, "workflow-already-exists")
                        .Refuses(StatusCodes.Status503ServiceUnavailable, "workflows-unavailable")
            );

    internal sealed record Command(string? Name, string? Id, JsonElement? Input, DateTimeOffset? At) : IRequest<string>;

    internal sealed record Response(string Id);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(command => command.Name).NotEmpty().OverridePropertyName("name");
            RuleFor(command => command.Id)
                .Must(id => id is null || WorkflowInstanceId.IsValid(id))
                .OverridePropertyName("id")
                .WithMessage(
                    $"id must be letters, digits, '_' and '-', from 1 to {WorkflowInstanceId.MaxLength} of them."
                );
        }
    }

    internal sealed class Handler(IWorkflowClient workflows, KnownWorkflows known) : IRequestHandler<Command, string>
    {
        public Task<string> Handle(Command request, CancellationToken cancellationToken)
        {
            var name = known.Find(request.Name!);
            return workflows.ScheduleNewWorkflowAsync(name, request.Id, request.Input, request.At, cancellationToken);
        }
    }
}
