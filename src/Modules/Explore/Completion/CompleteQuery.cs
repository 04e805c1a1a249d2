using System.Text.Json;
using System.Text.Json.Serialization;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Explore.Parameters;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Parsing;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Explore.Completion;

/// <summary>What could be written at a place of a question: <c>POST /api/v1/query/complete</c>.</summary>
internal static partial class CompleteQuery
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/query/complete",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var request = await ReadAsync(http.Request, cancellationToken);
                    var command = new Command(Reader.Of(http), request);
                    return TypedResults.Json(
                        await mediator.Send(command, cancellationToken),
                        CompletionJson.Default.Response
                    );
                }
            )
            .Describe(
                "Says what could stand at a place of a question: fields, values, functions and words.",
                api =>
                    api.Takes(
                            "The question as it stands, and where the cursor is.",
                            """{"query":"serv","position":4,"from":"now-15m","to":"now"}"""
                        )
                        .Gives(
                            StatusCodes.Status200OK,
                            "What could stand in the place of the characters from `from` to `to`.",
                            """{"from":0,"to":4,"items":[{"label":"service","kind":"field","detail":"string, 97 % of records","count":123,"apply":"service:"}]}"""
                        )
                        .MayFail()
            );

    /// <summary>What is sent.</summary>
    internal sealed record Request
    {
        /// <summary>The question, finished or not.</summary>
        public string Query { get; init; } = "";

        /// <summary>Before which character the cursor is; without it, at the end.</summary>
        public int? Position { get; init; }

        /// <summary>The time that is asked about, unless the question says so itself.</summary>
        public string? From { get; init; }

        /// <summary>Where that time ends.</summary>
        public string? To { get; init; }
    }

    internal sealed record Command(Reader Reader, Request Request) : IRequest<Response>;

    /// <param name="From">What a choice takes the place of begins here.</param>
    /// <param name="To">And ends before this character.</param>
    /// <param name="Items">The best first.</param>
    internal sealed record Response(int From, int To, IReadOnlyList<CompletionItem> Items);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(command => command.Request.Query)
                .Must(text => text is { Length: <= LogQueryParser.MaxLength })
                .OverridePropertyName("query")
                .WithMessage($"query may have {LogQueryParser.MaxLength} characters.");
            RuleFor(command => command.Request.Position)
                .Must(
                    (command, position) => position is null || position >= 0 && position <= command.Request.Query.Length
                )
                .When(command => command.Request.Query is not null)
                .OverridePropertyName("position")
                .WithMessage("position must be a place in the query.");
            RuleFor(command => command.Request.From)
                .Must(text => text is null || LogTime.TryParse(text, out _))
                .OverridePropertyName("from")
                .WithMessage($"from must be {LogTime.Syntax}.");
            RuleFor(command => command.Request.To)
                .Must(text => text is null || LogTime.TryParse(text, out _))
                .OverridePropertyName("to")
                .WithMessage($"to must be {LogTime.Syntax}.");
        }
    }

    internal sealed class Handler(Completer completer) : IRequestHandler<Command, Response>
    {
        public async Task<Response> Handle(Command command, CancellationToken cancellationToken)
        {
            var request = command.Request;
            var context = LogQueryParser.ContextAt(request.Query, request.Position ?? request.Query.Length);
            var time =
                LogQueryParser.Parse(request.Query).Query.Time
                ?? new QueryTime(Time(request.From), Time(request.To) ?? LogTime.Now);

            // What is found is kept for others too, so it is not stopped when this caller goes away.
            var items = await completer.FindAsync(command.Reader, time, context).WaitAsync(cancellationToken);
            return new Response(context.Span.Start, context.Span.Start + context.Span.Length, items);
        }

        private static LogTime? Time(string? text) => LogTime.TryParse(text ?? "", out var time) ? time : null;
    }

    private static async Task<Request> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
        {
            throw new UnsupportedMediaException("Use this content type: application/json.");
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(
                    request.Body,
                    CompletionJson.Default.Request,
                    cancellationToken
                ) ?? throw new InvalidRequestException("body", "It is null.");
        }
        catch (JsonException error)
        {
            throw error.AsProblem();
        }
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
    )]
    [JsonSerializable(typeof(Request))]
    [JsonSerializable(typeof(Response))]
    private sealed partial class CompletionJson : JsonSerializerContext;
}
