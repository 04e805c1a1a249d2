using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Monolith.Audit.Contracts;

namespace Monolith.Audit.Trail;

/// <summary>The text of an entry. It is made once and kept as it is: hashes are taken of it, never of a copy made later.</summary>
internal static class EntryText
{
    /// <summary>The longest entry. Details that do not fit are replaced by their hash.</summary>
    public const int MaxBytes = 32 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // for people to read; it is never put into a page
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Of(AuditEntry entry)
    {
        // Times of one form only, in UTC, so that the time in the text and the one it is filed under are the same instant.
        var text = JsonSerializer.Serialize(entry with { Time = entry.Time.ToUniversalTime() }, Json);
        if (Encoding.UTF8.GetByteCount(text) <= MaxBytes)
        {
            return text;
        }

        var details = JsonSerializer.SerializeToUtf8Bytes(entry.Details, Json);
        var short_ = entry with
        {
            Time = entry.Time.ToUniversalTime(),
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["details_sha256"] = Convert.ToHexStringLower(SHA256.HashData(details)),
            },
        };
        return JsonSerializer.Serialize(short_, Json);
    }
}
