using System.Text.Json;
using System.Text.Json.Serialization;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Monolith.Explore.Contracts;
using Monolith.Platform.Language;
using Monolith.Platform.Problems;

namespace Monolith.Explore.Query;

/// <summary>What is sent to be asked. Everything may be left out.</summary>
internal sealed partial record QueryRequest
{
    /// <summary>The question in the search language (docs/query-language.md).</summary>
    public string? Query { get; init; }

    /// <summary>The earliest time, unless the question says so itself; without it, everything that is kept.</summary>
    public string? From { get; init; }

    /// <summary>The time that it ends before, unless the question says so itself; without it, now.</summary>
    public string? To { get; init; }

    /// <summary>How many records at most; without it, 100.</summary>
    public int? Limit { get; init; }

    /// <summary>The page's place: <c>next_cursor</c> of the page before.</summary>
    public string? Cursor { get; init; }

    /// <summary>How long the question may take; less than what any may.</summary>
    public string? Timeout { get; init; }

    /// <summary><c>json</c> or <c>ndjson</c>.</summary>
    public string? Format { get; init; }

    /// <summary>Reads it from a body.</summary>
    /// <exception cref="ProblemException">It is not JSON of this form.</exception>
    public static async Task<QueryRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
        {
            throw new UnsupportedMediaException("Use this content type: application/json.");
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(
                    request.Body,
                    RequestJson.Default.QueryRequest,
                    cancellationToken
                ) ?? throw new InvalidRequestException("body", "It is null.");
        }
        catch (JsonException error)
        {
            throw error.AsProblem();
        }
    }

    internal sealed class Rules : AbstractValidator<QueryRequest>
    {
        public Rules()
        {
            RuleFor(request => request.From)
                .Must(text => text is null || LogTime.TryParse(text, out _))
                .OverridePropertyName("from")
                .WithMessage($"from must be {LogTime.Syntax}.");
            RuleFor(request => request.To)
                .Must(text => text is null || LogTime.TryParse(text, out _))
                .OverridePropertyName("to")
                .WithMessage($"to must be {LogTime.Syntax}.");
            RuleFor(request => request.Limit)
                .InclusiveBetween(1, SearchLogs.MaxLimit)
                .OverridePropertyName("limit")
                .WithMessage($"limit must be from 1 to {SearchLogs.MaxLimit}.");
            RuleFor(request => request.Timeout)
                .Must(text => text is null || (LogSpan.TryParse(text, out var nanos) && nanos > 0))
                .OverridePropertyName("timeout")
                .WithMessage($"timeout must be {LogSpan.Syntax}.");
            RuleFor(request => request.Format)
                .Must(text => text is null or "json" or "ndjson")
                .OverridePropertyName("format")
                .WithMessage("format must be json or ndjson.");
        }
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
    )]
    [JsonSerializable(typeof(QueryRequest))]
    private sealed partial class RequestJson : JsonSerializerContext;
}
