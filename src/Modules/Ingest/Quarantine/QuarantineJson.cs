using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Monolith.Ingest.Quarantine;

/// <summary>How the quarantine's endpoints read and write.</summary>
internal static class QuarantineJson
{
    /// <summary>People read it: &lt; and not \u003C; it is never put into a page.</summary>
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        };

    /// <summary>The parameters of a query string. One that is there twice has both values in one, which is none that is known.</summary>
    public static Dictionary<string, string> Given(IQueryCollection query) =>
        query.ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.Ordinal);
}
