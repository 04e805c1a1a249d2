using System.Text;
using System.Text.Json;
using Monolith.Processing.Pipelines.Kinds;

namespace Monolith.Processing.Editing;

/// <summary>Values that stand in settings: text, numbers, true or false.</summary>
internal static class FixedText
{
    /// <summary>The value as a record has it.</summary>
    /// <exception cref="StageSettingsException">It is a list, an object or nothing.</exception>
    public static byte[] Read(JsonElement value, string path) =>
        value.ValueKind switch
        {
            JsonValueKind.String => Encoding.UTF8.GetBytes(value.GetString()!),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => Encoding.UTF8.GetBytes(
                value.GetRawText()
            ),
            _ => throw new StageSettingsException(path, "A value is text, a number, true or false."),
        };
}
