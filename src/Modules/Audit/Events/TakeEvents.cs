using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Audit.Events;

/// <summary>Takes what other systems have done into the caller's trail: <c>POST /api/v1/audit/events</c>. All of a request, or nothing;
/// what was told before counts once.</summary>
internal static class TakeEvents
{
    private const string Example = """
        {"id":"7f1c","time":"2026-03-04T05:06:07Z","action":"grade.changed","actor":{"type":"person","id":"t.weber"},
        "target":{"type":"grade","id":"course-3/exam-2"},"subject":"student-17","reason":"The sheet was added up wrongly.",
        "changes":[{"field":"grade","class":"plain","before":"2.3","after":"1.7"}],"source":{"service":"grades"}}
        """;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/audit/events",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var events = await ReadAsync(http.Request, cancellationToken);
                    var command = new Command(TenantId.Of(http.User).Value, Actor.Of(http.User).Name, events);
                    return DocumentJson.Answer(await mediator.Send(command, cancellationToken));
                }
            )
            .Describe(
                "Takes what other systems have done into the audit trail.",
                api =>
                    api.Remark("An event, or an array of up to 1000 of them. They are durable when this answers.")
                        .Takes("The event.", Example)
                        .Gives<Response>(StatusCodes.Status200OK, "How many were taken.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status503ServiceUnavailable, "audit-unavailable")
                        .Refuses(StatusCodes.Status503ServiceUnavailable, "keys-unavailable")
            )
            .RequireAuthorization(Permissions.WriteAudit);

    /// <summary>An event, or an array of them.</summary>
    /// <exception cref="JsonException">It is neither.</exception>
    public static IReadOnlyList<DomainEvent> Read(JsonNode? json) =>
        json is JsonArray
            ? DocumentJson.Read<IReadOnlyList<DomainEvent>>(json)
            : [DocumentJson.Read<DomainEvent>(json)];

    /// <param name="Taken">How many events of the request are in the trail now, those included that were there before.</param>
    internal sealed record Response(int Taken);

    /// <param name="Tenant">Whose trail.</param>
    /// <param name="Sender">Who tells of it.</param>
    /// <param name="Events">What was done.</param>
    internal sealed record Command(string Tenant, string Sender, IReadOnlyList<DomainEvent> Events)
        : IRequest<Response>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        private const int MaxEvents = 1000;

        public Validator(TimeProvider clock)
        {
            RuleFor(c => c.Events)
                .Must(events => events.Count is > 0 and <= MaxEvents)
                .OverridePropertyName("events")
                .WithMessage($"A request has 1 to {MaxEvents} events.");
            RuleForEach(c => c.Events).SetValidator(new DomainRules(clock)).OverridePropertyName("events");
        }
    }

    internal sealed class Handler(IAuditTrail trail, Commitments commitments) : IRequestHandler<Command, Response>
    {
        public async Task<Response> Handle(Command command, CancellationToken cancellationToken)
        {
            var keys = new Dictionary<string, PersonKey>(StringComparer.Ordinal);
            var entries = new List<AuditEntry>(command.Events.Count);
            foreach (var told in command.Events)
            {
                entries.Add(await EntryAsync(command, told, keys, cancellationToken));
            }

            await Task.WhenAll(entries.Select(entry => trail.AppendAsync(entry, cancellationToken)));
            return new Response(entries.Count);
        }

        private async Task<AuditEntry> EntryAsync(
            Command command,
            DomainEvent told,
            Dictionary<string, PersonKey> keys,
            CancellationToken cancellationToken
        )
        {
            var subject = told.Subject is null ? null : await KeyAsync(told.Subject);
            var actor =
                told.Actor.Type == DomainActorType.Person
                    ? (await KeyAsync(told.Actor.Id)).Token
                    : $"service:{told.Actor.Id}";
            return new AuditEntry
            {
                // Nobody outside can give an entry the id of one that Monolith itself is about to append, and so keep that out.
                Id = $"{DomainActions.Prefix}{told.Id}",
                Tenant = command.Tenant,
                Time = told.Time,
                Action = DomainActions.Prefix + told.Action,
                Actor = new Actor(ActorKind.Caller, actor),
                Target = new AuditTarget(told.Target.Type, told.Target.Id),
                Outcome = Enum.Parse<AuditOutcome>($"{told.Outcome}"),
                Reason = told.Reason ?? "",
                Details = DetailsOf(command, told, subject),
            };

            async Task<PersonKey> KeyAsync(string person) =>
                keys.TryGetValue(person, out var key)
                    ? key
                    : keys[person] = await commitments.OfAsync(command.Tenant, person, cancellationToken);
        }

        private static Dictionary<string, string> DetailsOf(Command command, DomainEvent told, PersonKey? subject)
        {
            var details = new Dictionary<string, string>(StringComparer.Ordinal) { ["sent_by"] = command.Sender };
            Tell("source", told.Source.Service);
            Tell("source_version", told.Source.Version);
            Tell("subject", subject?.Token);
            Tell("roles", told.Actor.Roles is { } roles ? string.Join(' ', roles) : null);
            Tell("correlation_id", told.CorrelationId);
            Tell("model_version", told.ModelVersion);
            Tell("score", told.Score?.ToString(CultureInfo.InvariantCulture));
            Tell("evidence_sha256", told.EvidenceSha256);
            foreach (var change in told.Changes ?? [])
            {
                Tell($"before.{change.Field}", Shown(change, change.Before));
                Tell($"after.{change.Field}", Shown(change, change.After));
            }

            return details;

            string? Shown(DomainChange change, string? value) =>
                value is null || change.Class == ValueClass.Plain ? value : subject!.Commit(change.Field, value);

            void Tell(string name, string? value)
            {
                if (value is not null)
                {
                    details[name] = value;
                }
            }
        }
    }

    private static async Task<IReadOnlyList<DomainEvent>> ReadAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        if (!request.HasJsonContentType())
        {
            throw new UnsupportedMediaException("Send an event, or an array of them, as application/json.");
        }

        try
        {
            return Read(await JsonNode.ParseAsync(request.Body, cancellationToken: cancellationToken));
        }
        catch (JsonException wrong)
        {
            throw wrong.AsProblem();
        }
    }
}
