using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monolith.Platform.Language;

/// <summary>An enumeration in JSON: its words as <c>lowerCamel</c>, never its numbers.</summary>
public sealed class CamelCaseEnum<T>()
    : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
