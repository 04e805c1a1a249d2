namespace Monolith.Host.Demo;

/// <summary>
/// The spans of one action. A service that writes records while it serves one call has one span for them, and its caller
/// has one for the call. A call of the database has the caller's alone.
/// </summary>
internal sealed class DemoTrace(SeededRandom random, DemoAction action)
{
    private const string Root = "frontend";

    private readonly List<Visit> _visits = [];

    /// <summary>The span that a record of a service belongs to.</summary>
    /// <param name="service">Who writes it.</param>
    /// <param name="http">What the service is answering.</param>
    /// <param name="attributes">The record's attributes.</param>
    /// <param name="start">When the work that it tells of began.</param>
    /// <param name="end">When that ended.</param>
    public string SpanOf(
        string service,
        DemoHttp http,
        IReadOnlyList<KeyValuePair<string, object>> attributes,
        DateTimeOffset start,
        DateTimeOffset end
    )
    {
        var statement = StatementOf(attributes);
        var visit =
            statement is null && service != "model"
                ? _visits.Find(v => v.Statement is null && v.Service == service)
                : null;
        if (visit is null)
        {
            visit = new Visit(service, statement, random.Hex(16), random.Hex(16), start);
            _visits.Add(visit);
        }

        visit.End = end;
        visit.Http = http;
        visit.Attributes = attributes;
        return visit.SpanId;
    }

    /// <summary>The spans, once the action is over. A caller waits for those that it calls.</summary>
    public IReadOnlyList<DemoSpan> End()
    {
        var spans = new List<DemoSpan>(_visits.Count * 2);
        foreach (var visit in Enumerable.Reverse(_visits))
        {
            var caller = visit.Service == Root ? null : CallerOf(visit);
            if (caller is not null)
            {
                caller.Start = caller.Start < visit.Start ? caller.Start : visit.Start;
                caller.End = caller.End > visit.End ? caller.End : visit.End;
            }
        }

        foreach (var visit in _visits)
        {
            if (visit.Service == Root && visit.Statement is null)
            {
                spans.Add(Served(visit, ""));
                continue;
            }

            spans.Add(Called(visit, CallerOf(visit)));
            if (visit.Statement is null)
            {
                spans.Add(Served(visit, visit.CallId));
            }
        }

        return spans;
    }

    private static string? StatementOf(IReadOnlyList<KeyValuePair<string, object>> attributes)
    {
        var names = attributes
            .Where(a => a.Key is "db.operation.name" or "db.collection.name")
            .Select(a => a.Value)
            .ToList();
        return names.Count == 0 ? null : string.Join(' ', names);
    }

    private Visit CallerOf(Visit visit)
    {
        var name =
            visit.Statement is not null ? visit.Service
            : visit.Service is "payment" or "checkout" ? "order"
            : Root;
        return _visits.First(v => v.Statement is null && v.Service == name);
    }

    private DemoSpan Served(Visit visit, string parent) =>
        Span(
            visit,
            visit.Service,
            $"{visit.Http.Method} {visit.Http.Route}",
            DemoSpanKind.Server,
            visit.SpanId,
            parent
        );

    private DemoSpan Called(Visit visit, Visit caller) =>
        visit.Statement is { } statement
            ? Span(visit, visit.Service, statement, DemoSpanKind.Client, visit.SpanId, caller.SpanId)
            : Span(visit, caller.Service, visit.Http.Method, DemoSpanKind.Client, visit.CallId, caller.SpanId) with
            {
                Attributes = [new("peer.service", visit.Service), new("http.request.method", visit.Http.Method)],
            };

    private DemoSpan Span(Visit visit, string service, string name, DemoSpanKind kind, string id, string parent) =>
        new()
        {
            Action = action,
            Service = service,
            Name = name,
            Kind = kind,
            SpanId = id,
            ParentSpanId = parent,
            Start = visit.Start,
            End = visit.End,
            IsFailed = visit.Http.Status >= 500,
            Attributes =
            [
                .. visit.Attributes,
                new("http.request.method", visit.Http.Method),
                new("http.route", visit.Http.Route),
                new("http.response.status_code", (long)visit.Http.Status),
            ],
        };

    private sealed class Visit(string service, string? statement, string spanId, string callId, DateTimeOffset start)
    {
        public string Service => service;

        /// <summary>What the service asks a database for; null when it is called itself.</summary>
        public string? Statement => statement;

        public string SpanId => spanId;

        /// <summary>The span of the call at the caller.</summary>
        public string CallId => callId;

        public DateTimeOffset Start { get; set; } = start;

        public DateTimeOffset End { get; set; }

        public DemoHttp Http { get; set; } = null!;

        public IReadOnlyList<KeyValuePair<string, object>> Attributes { get; set; } = [];
    }
}
