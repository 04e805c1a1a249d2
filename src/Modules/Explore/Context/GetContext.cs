using System.Buffers;
using System.Text.Json;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Explore.Contracts;
using Monolith.Explore.Parameters;
using Monolith.Explore.Search;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Explore.Context;

/// <summary>What was written just before and after a record: <c>GET /api/v1/logs/{id}/context</c>.</summary>
internal static class GetContext
{
    private const int MaxRecords = 200;
    private const int DefaultRecords = 20;
    private const string Any = "any";

    private static readonly string[] Fields = ["service", "host.name", "k8s.pod.name", Any];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/logs/{id}/context", AnswerAsync)
            .Describe(
                "Shows a record with those before and after it.",
                api =>
                    api.Path("id", "The id of the record.")
                        .Query("before", "How many records before it.", ApiType.Number)
                        .Query("after", "How many records after it.", ApiType.Number)
                        .Query(
                            "same",
                            "The field of which they have its value: `service`, `host.name`, `k8s.pod.name`; or `any`."
                        )
                        .Gives(
                            StatusCodes.Status200OK,
                            "The records in the order of time.",
                            $$"""{"before":[],"record":{{LogDescriptions.Record}},"after":[]}"""
                        )
                        .Refuses(StatusCodes.Status404NotFound, "no-such-record")
                        .MayFail()
            );

    /// <param name="Reader">Who asks.</param>
    /// <param name="Id">The record.</param>
    /// <param name="Before">How many records before it.</param>
    /// <param name="After">How many records after it.</param>
    /// <param name="Same">The field of which they have the record's value; null for none.</param>
    internal sealed record Query(Reader Reader, string Id, int Before, int After, string? Same)
        : IRequest<Surroundings>;

    /// <summary>Records in the order of time.</summary>
    internal sealed record Surroundings(
        IReadOnlyList<ReadOnlyMemory<byte>> Before,
        ReadOnlyMemory<byte> Record,
        IReadOnlyList<ReadOnlyMemory<byte>> After
    );

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(query => query.Before)
                .InclusiveBetween(0, MaxRecords)
                .OverridePropertyName("before")
                .WithMessage($"before must be from 0 to {MaxRecords}.");
            RuleFor(query => query.After)
                .InclusiveBetween(0, MaxRecords)
                .OverridePropertyName("after")
                .WithMessage($"after must be from 0 to {MaxRecords}.");
        }
    }

    internal sealed class Handler(IMediator mediator) : IRequestHandler<Query, Surroundings>
    {
        public async Task<Surroundings> Handle(Query request, CancellationToken cancellationToken)
        {
            var record = await mediator.Send(new GetRecord.Query(request.Reader, request.Id), cancellationToken);
            var key = new RecordKey();
            key.Remember(record.Span);
            var search = new SearchLogs(request.Reader, Condition(request.Same, record))
            {
                To = LogTime.At(TimeRange.Everything.ToUnixNano),
            };
            var before = await FindAsync(search, SearchOrder.NewestFirst, request.Before, key, cancellationToken);
            before.Reverse();
            var after = await FindAsync(search, SearchOrder.OldestFirst, request.After, key, cancellationToken);
            return new Surroundings(before, record, after);
        }

        private async Task<List<ReadOnlyMemory<byte>>> FindAsync(
            SearchLogs search,
            SearchOrder order,
            int limit,
            RecordKey key,
            CancellationToken cancellationToken
        )
        {
            var records = new List<ReadOnlyMemory<byte>>();
            if (limit == 0)
            {
                return records;
            }

            // The record is where a page ended, and what is looked for is the next page.
            search = search with
            {
                Order = order,
                Limit = limit,
            };
            var (unixNano, id) = key.Read();
            var cursor = new SearchCursor(TimeRange.Everything, unixNano, id).Write(search);
            var page = await mediator.Send(search with { Cursor = cursor }, cancellationToken);
            await foreach (var record in page.Records.WithCancellation(cancellationToken))
            {
                records.Add(record.ToArray());
            }

            return records;
        }

        private static LogCondition Condition(string? same, ReadOnlyMemory<byte> record)
        {
            if (same is null)
            {
                return new LogCondition.Everything();
            }

            using var json = JsonDocument.Parse(record);
            var root = json.RootElement;
            var value =
                Text(root, same)
                ?? Text(root.GetProperty("attributes"), same)
                ?? Text(root.GetProperty("resource"), same);
            return string.IsNullOrEmpty(value)
                ? throw new InvalidRequestException("same", $"The record has no {same}. Take another field, or {Any}.")
                : new LogCondition.Equal(new LogField(same), value);
        }

        private static string? Text(JsonElement fields, string name) =>
            fields.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text ? text : null;
    }

    private static async Task AnswerAsync(
        string id,
        HttpContext http,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var found = await mediator.Send(Read(id, http), cancellationToken);
        var answer = new StreamedAnswer(http.Response, "application/json");
        answer.Buffer.Write("{\"before\":["u8);
        await answer.WriteListAsync(found.Before.ToAsyncEnumerable(), cancellationToken);
        answer.Buffer.Write("],\"record\":"u8);
        answer.Buffer.Write(found.Record.Span);
        answer.Buffer.Write(",\"after\":["u8);
        await answer.WriteListAsync(found.After.ToAsyncEnumerable(), cancellationToken);
        answer.Buffer.Write("]}\n"u8);
        await answer.FlushAsync(cancellationToken);
    }

    private static Query Read(string id, HttpContext http)
    {
        var parameters = new QueryParameters(http.Request.QueryString, ["before", "after", "same"]);
        var same = parameters.Text("same") ?? Fields[0];
        if (!Fields.Contains(same, StringComparer.Ordinal))
        {
            parameters.Fail("same", $"same must be {string.Join(" or ", Fields)}.");
        }

        var query = new Query(
            Reader.Of(http),
            id,
            parameters.Number("before") ?? DefaultRecords,
            parameters.Number("after") ?? DefaultRecords,
            same == Any ? null : same
        );
        parameters.ThrowIfWrong();
        return query;
    }
}
