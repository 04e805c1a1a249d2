using System.Collections.Frozen;

namespace Monolith.Platform.Language.Tree;

/// <summary>What the values of a field are.</summary>
public enum LogFieldKind
{
    /// <summary>Text, compared as it stands.</summary>
    Text,

    /// <summary>Words: the body.</summary>
    Words,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A severity: a name or a number from 1 to 24.</summary>
    Severity,

    /// <summary>A moment.</summary>
    Time,

    /// <summary>An id of 16 or 32 hexadecimal digits, in either case.</summary>
    HexId,
}

/// <summary>The fields that every record has, by the names under which answers show them. All other names are attributes.</summary>
public static class LogFields
{
    /// <summary>The record's text.</summary>
    public const string Body = "body";

    /// <summary>When it happened.</summary>
    public const string Timestamp = "timestamp";

    /// <summary>How bad it is.</summary>
    public const string Severity = "severity";

    /// <summary>The fields and what their values are.</summary>
    public static readonly FrozenDictionary<string, LogFieldKind> All = new Dictionary<string, LogFieldKind>(
        StringComparer.Ordinal
    )
    {
        [Body] = LogFieldKind.Words,
        [Timestamp] = LogFieldKind.Time,
        ["observed_timestamp"] = LogFieldKind.Time,
        ["id"] = LogFieldKind.Text,
        [Severity] = LogFieldKind.Severity,
        ["service"] = LogFieldKind.Text,
        ["source"] = LogFieldKind.Text,
        ["event_name"] = LogFieldKind.Text,
        ["correlation_id"] = LogFieldKind.Text,
        ["request_id"] = LogFieldKind.Text,
        ["user_id"] = LogFieldKind.Text,
        ["trace_id"] = LogFieldKind.HexId,
        ["span_id"] = LogFieldKind.HexId,
        ["duration_ms"] = LogFieldKind.Number,
        ["http.request.method"] = LogFieldKind.Text,
        ["http.route"] = LogFieldKind.Text,
        ["url.full"] = LogFieldKind.Text,
        ["http.response.status_code"] = LogFieldKind.Number,
        ["client.address"] = LogFieldKind.Text,
        ["user_agent.original"] = LogFieldKind.Text,
        ["weight"] = LogFieldKind.Number,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Other names that people know these fields by.</summary>
    public static readonly FrozenDictionary<string, string> Aliases = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        ["message"] = Body,
        ["msg"] = Body,
        ["@timestamp"] = Timestamp,
        ["time"] = Timestamp,
        ["level"] = Severity,
        ["log.level"] = Severity,
        ["service.name"] = "service",
        ["event.name"] = "event_name",
        ["correlation"] = "correlation_id",
        ["request"] = "request_id",
        ["user"] = "user_id",
        ["user.id"] = "user_id",
        ["trace"] = "trace_id",
        ["trace.id"] = "trace_id",
        ["span"] = "span_id",
        ["span.id"] = "span_id",
        ["duration"] = "duration_ms",
        ["method"] = "http.request.method",
        ["http.method"] = "http.request.method",
        ["route"] = "http.route",
        ["url"] = "url.full",
        ["http.url"] = "url.full",
        ["status"] = "http.response.status_code",
        ["http.status_code"] = "http.response.status_code",
        ["client.ip"] = "client.address",
        ["http.client_ip"] = "client.address",
        ["user_agent"] = "user_agent.original",
        ["http.user_agent"] = "user_agent.original",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What the values of a field are; null when they can be anything, as those of attributes.</summary>
    public static LogFieldKind? KindOf(LogField field) => All.TryGetValue(field.Name, out var kind) ? kind : null;

    /// <summary>The field's own name, if what was written is another name for it.</summary>
    public static string Canonical(string name) => Aliases.GetValueOrDefault(name, name);

    /// <summary>The field that a name in quotation marks means: never another name of a field, but an attribute of this very
    /// name.</summary>
    public static string Quoted(string name) => IsMoved(name) ? Canonical(name) : name;

    // Processing leaves no attribute of such a name behind: it is the field that has the value.
    private static bool IsMoved(string name) => AttributeHome.Of(name, "200") is { Field: not AttributeField.None };
}
