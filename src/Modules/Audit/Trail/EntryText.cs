using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Monolith.Audit.Canonical;
using Monolith.Audit.Contracts;

namespace Monolith.Audit.Trail;

/// <summary>The text of an entry: canonical JSON. It is made once and kept as it is: hashes are taken of it, never of a copy made
/// later.</summary>
internal static class EntryText
{
    /// <summary>The longest entry. Details that do not fit are replaced by their hash.</summary>
    public const int MaxBytes = 32 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new TimeConverter() },
    };

    /// <summary>The text.</summary>
    /// <exception cref="JsonException">Something in it is no text.</exception>
    public static string Of(AuditEntry entry)
    {
        var text = Canonical(entry);
        if (text.Length <= MaxBytes)
        {
            return Encoding.UTF8.GetString(text);
        }

        var details = Canonical(entry.Details);
        var withoutDetails = entry with
        {
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["details_sha256"] = Convert.ToHexStringLower(SHA256.HashData(details)),
            },
        };
        return Encoding.UTF8.GetString(Canonical(withoutDetails));
    }

    /// <summary>A time as entries have it: RFC 3339 in UTC with nine digits after the second.</summary>
    public static string TimeOf(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture);

    private static byte[] Canonical<T>(T value) => CanonicalJson.Of(JsonSerializer.SerializeToElement(value, Json));

    private sealed class TimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(
            ref Utf8JsonReader reader,
            Type typeToConvert,
            JsonSerializerOptions options
        ) => throw new NotSupportedException("Texts of entries are written only.");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(TimeOf(value));
    }
}
