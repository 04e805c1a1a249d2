using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monolith.Platform.Events;

/// <summary>How the data of events is written. Numbers that floating point cannot hold are strings, because brokers and sidecars
/// on the way may read all numbers as floating point.</summary>
internal static class EventJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new TextNumber<long>(), new TextNumber<ulong>(), new TextNumber<decimal>() },
    };

    private sealed class TextNumber<T> : JsonConverter<T>
        where T : struct, IParsable<T>, IFormattable
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : Raw(ref reader);
            return T.TryParse(text, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new JsonException($"This is no {typeof(T).Name}.");
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString(format: null, CultureInfo.InvariantCulture));

        private static string Raw(ref Utf8JsonReader reader)
        {
            using var value = JsonDocument.ParseValue(ref reader);
            return value.RootElement.GetRawText();
        }
    }
}
