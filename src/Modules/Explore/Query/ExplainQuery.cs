using System.Text.Json;
using System.Text.Json.Nodes;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Monolith.Explore.Parameters;
using Monolith.Explore.Sql;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Explore.Query;

/// <summary>Says how a question is understood and what it will cost, without asking it: <c>POST /api/v1/query/explain</c>.</summary>
internal static class ExplainQuery
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/query/explain",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var request = await QueryRequest.ReadAsync(http.Request, cancellationToken);
                    var command = new Command(Reader.Of(http), request);
                    return TypedResults.Json(await mediator.Send(command, cancellationToken));
                }
            )
            .Describe(
                "Says how a question is understood and what it will cost, without asking it.",
                api =>
                    api.Takes("The question.", QueryDescriptions.Request)
                        .Gives(
                            StatusCodes.Status200OK,
                            "The tree, the SQL with its parameters, the indexes that are used, and an estimate.",
                            QueryDescriptions.Explanation
                        )
                        .Refuses(StatusCodes.Status400BadRequest, "invalid-query")
                        .MayFail()
            );

    internal sealed record Command(Reader Reader, QueryRequest Request) : IRequest<JsonObject>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() =>
            RuleFor(command => command.Request).SetValidator(new QueryRequest.Rules()).OverridePropertyName("");
    }

    internal sealed class Handler(
        QueryExplainer explainer,
        LogCounts counts,
        ISubjectTokens tokens,
        IOptions<ExploreOptions> options,
        TimeProvider clock
    ) : IRequestHandler<Command, JsonObject>
    {
        public async Task<JsonObject> Handle(Command command, CancellationToken cancellationToken)
        {
            var bound = new TimeBound(options.Value.MaxExecutionTime, clock);
            var question = Question.Of(command.Reader, command.Request, bound.Now);
            var range = await question.FindRangeAsync(counts, bound, cancellationToken);
            var asked = question.WithTokens(tokens);
            var plan = QueryCompiler.Compile(asked.Reader, asked.Query, range, bound.Now, asked.Limit);
            var explanation = new JsonObject
            {
                ["tree"] = QueryTree.Of(question.Query),
                ["text"] = LogQueryPrinter.Print(question.Query),
                ["sql"] = plan.Rows.Sql,
                ["parameters"] = new JsonObject(
                    plan.Rows.Values.All.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)value.Value))
                ),
            };
            if (question.Reader.Scope.HidesNothing)
            {
                var estimate = await explainer.EstimateAsync(plan.Rows, bound, cancellationToken);
                explanation["indexes"] = await explainer.IndexesAsync(plan.Rows, bound, cancellationToken);
                explanation["estimate"] = new JsonObject
                {
                    ["rows"] = estimate.Rows,
                    ["parts"] = estimate.Parts,
                    ["marks"] = estimate.Marks,
                };
            }
            else
            {
                // What the indexes leave is left of all rows, also of those that the reader must not know of.
                (explanation["indexes"], explanation["estimate"]) = (new JsonArray(), null);
                explanation["hidden"] = Hidden.Of(question.Reader.Scope);
            }

            return explanation;
        }
    }
}
