using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monolith.Platform.Language;

/// <summary>Writes an enumeration as words in lowerCamel: <c>dryRun</c>. Reads the same words, and says which there are when it
/// reads another.</summary>
public sealed class CamelCaseEnum<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> Values = Enum.GetValues<T>()
        .ToDictionary(
            value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()),
            StringComparer.OrdinalIgnoreCase
        );

    private static readonly Dictionary<T, string> Words = Values.ToDictionary(v => v.Value, v => v.Key);

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Values.TryGetValue(reader.GetString()!, out var value)
            ? value
            : throw new JsonException($"It must be one of {string.Join(", ", Values.Keys)}.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Words[value]);
}
