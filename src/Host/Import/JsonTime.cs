using System.Globalization;
using System.Text.Json;

namespace Monolith.Host.Import;

/// <summary>Finds the time in a JSON record, under the names and in the forms that the server reads too.</summary>
internal static class JsonTime
{
    private static readonly string[] Names = ["timestamp", "time", "ts", "@timestamp", "@t"];

    /// <returns>The property that says the time, or null.</returns>
    public static JsonProperty? Find(JsonElement record)
    {
        foreach (var property in record.EnumerateObject())
        {
            if (Names.Contains(property.Name, StringComparer.Ordinal))
            {
                return property;
            }
        }

        return null;
    }

    /// <returns>The time that the value says, or null when it says none.</returns>
    public static DateTimeOffset? Read(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => ReadText(value.GetString()!),
            JsonValueKind.Number => ReadEpoch(value.GetDouble()),
            _ => null,
        };

    private static DateTimeOffset? ReadText(string text)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var epoch))
        {
            return ReadEpoch(epoch);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : null;
    }

    /// <summary>Seconds, or a thousand, a million or a billion times as many: the size says which.</summary>
    private static DateTimeOffset? ReadEpoch(double value)
    {
        var seconds = value switch
        {
            < 1e11 => value,
            < 1e14 => value / 1e3,
            < 1e17 => value / 1e6,
            _ => value / 1e9,
        };
        return seconds is >= 0 and < 9e9 ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;
    }
}
