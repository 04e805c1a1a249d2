using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;

namespace Monolith.Processing.Schemas;

/// <summary>The names of fields in contracts: those under which answers show them, those that the mandatory fields and the conventions
/// have for them, and otherwise those of attributes. The short names of the search language mean attributes here: a contract
/// speaks of what services write, and <c>status</c> is what they call many things.</summary>
internal static class FieldNames
{
    /// <summary>The tenant of a record: whose credentials it came with, so that there is nothing to check.</summary>
    public const string Tenant = "tenant_id";

    /// <summary>The field's own name.</summary>
    public static string Canonical(string name) =>
        name switch
        {
            "log_level" or "log.level" => LogFields.Severity,
            "service_name" or "service.name" => "service",
            "body.message" => LogFields.Body,
            "event.name" => "event_name",
            "http.method" => "http.request.method",
            "http.url" => "url.full",
            "http.status_code" => "http.response.status_code",
            "http.client_ip" => "client.address",
            "http.user_agent" => "user_agent.original",
            _ => name,
        };

    /// <summary>The field of a name.</summary>
    public static RecordField Field(string name) =>
        Canonical(name) is var canonical && LogFields.Aliases.ContainsKey(canonical)
            ? RecordField.Of($"\"{canonical}\"")
            : RecordField.Of(canonical);

    /// <summary>Whether one of the fields is of this name, or of another one for the same.</summary>
    public static bool AreKnown(string name, IReadOnlyDictionary<string, ContractField> fields) =>
        fields.ContainsKey(name) || fields.Keys.Any(known => Canonical(known) == Canonical(name));
}
