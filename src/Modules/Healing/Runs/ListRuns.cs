using System.Globalization;
using System.Security.Claims;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Healing.Runs;

/// <summary>Lists runs, the newest first: <c>GET /api/v1/healing/runs</c>.</summary>
internal static class ListRuns
{
    private const int MaxLimit = 500;
    private static readonly string[] Parameters = ["policy", "state", "outcome", "limit", "cursor"];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/healing/runs",
                (HttpRequest request, IMediator mediator, CancellationToken cancellationToken) =>
                    mediator.Send(Read(request), cancellationToken)
            )
            .Describe(
                "Lists runs of healing, the newest first.",
                api =>
                    api.Query("policy", "The id of the policy.")
                        .Query("state", "Where they stand.")
                        .Query("outcome", "What came of them.")
                        .Query("limit", "At most so many.", ApiType.Number)
                        .Query("cursor", "`nextCursor` of the page before.")
                        .Gives<Page>(StatusCodes.Status200OK, "A page of runs.", HealingJson.Options)
            )
            .ShowsWhatIsSeen()
            .RequireAuthorization(Permissions.ReadHealing);

    internal sealed record Query(
        ClaimsPrincipal Caller,
        string? Policy,
        string? State,
        string? Outcome,
        string? Limit,
        string? Cursor
    ) : IRequest<Page>;

    internal sealed record Page(IReadOnlyList<RunLine> Runs, string? NextCursor);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.State)
                .Must(text => text is null || WordOf<RunState>(text) is not null)
                .OverridePropertyName("state")
                .WithMessage($"state must be one of {Words<RunState>()}.");
            RuleFor(q => q.Outcome)
                .Must(text => text is null || WordOf<RunOutcome>(text) is not null)
                .OverridePropertyName("outcome")
                .WithMessage($"outcome must be one of {Words<RunOutcome>()}.");
            RuleFor(q => q.Limit)
                .Must(text => text is null || LimitOf(text) is >= 1 and <= MaxLimit)
                .OverridePropertyName("limit")
                .WithMessage($"limit must be a number from 1 to {MaxLimit}.");
        }
    }

    internal sealed class Handler(RunStore runs) : IRequestHandler<Query, Page>
    {
        public async Task<Page> Handle(Query request, CancellationToken cancellationToken)
        {
            var limit = LimitOf(request.Limit) ?? 100;
            var (state, outcome) = (WordOf<RunState>(request.State), WordOf<RunOutcome>(request.Outcome));
            var found = (await runs.ListAsync(TenantId.Of(request.Caller), cancellationToken))
                .Where(run => request.Policy is not { } policy || run.Request.Policy.Id == policy)
                .Where(run => state is null || run.State == state)
                .Where(run => outcome is null || run.Outcome == outcome)
                .SkipWhile(run => request.Cursor is { } cursor && string.CompareOrdinal(Place(run), cursor) >= 0)
                .Take(limit + 1)
                .ToList();
            var page = found.Take(limit).ToList();
            return new Page([.. page.Select(RunLine.Of)], found.Count > limit ? Place(page[^1]) : null);
        }
    }

    // Later runs have greater places, so that a run that comes meanwhile moves nobody to another page.
    private static string Place(Run run) => $"{run.Request.At.UtcTicks:D19}-{run.Request.RunId}";

    private static Query Read(HttpRequest request)
    {
        // A misspelt filter would silently show more than was asked for.
        if (request.Query.Keys.FirstOrDefault(key => !Parameters.Contains(key, StringComparer.Ordinal)) is { } unknown)
        {
            throw new InvalidRequestException(
                unknown,
                $"There is no parameter of this name. There are: {string.Join(", ", Parameters)}."
            );
        }

        return new Query(
            request.HttpContext.User,
            Text("policy"),
            Text("state"),
            Text("outcome"),
            Text("limit"),
            Text("cursor")
        );

        string? Text(string name) => request.Query[name].ToString() is { Length: > 0 } text ? text : null;
    }

    private static int? LimitOf(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;

    private static T? WordOf<T>(string? text)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (HealingJson.Word(value) == text)
            {
                return value;
            }
        }

        return null;
    }

    private static string Words<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(HealingJson.Word));
}
