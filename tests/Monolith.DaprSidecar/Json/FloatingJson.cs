using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Monolith.DaprSidecar.Json;

/// <summary>
/// JSON that has gone through Go's untyped decoding and back: numbers become doubles, so integers above 2^53 change, and members
/// are sorted. Bulk messages and the values of state suffer this; single messages do not.
/// </summary>
internal static class FloatingJson
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Rewrite(JsonElement value)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            Write(writer, value);
        }

        return buffer.ToArray();
    }

    public static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(Text(value.GetDouble()));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    /// <summary>The shortest digits that read back the same, without an exponent between 1e-6 and 1e21, as Go writes them.</summary>
    internal static string Text(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        if (mark < 0)
        {
            return text;
        }

        var exponent = int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent is < -6 or >= 21)
        {
            return $"{text[..mark]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }

        return exponent < 0
            ? number.ToString("F" + (text.Length - exponent), CultureInfo.InvariantCulture).TrimEnd('0')
            : Unfold(text[..mark], exponent);
    }

    /// <summary>Moves the point to the right and fills up with zeros.</summary>
    private static string Unfold(string digits, int exponent)
    {
        var sign = digits.StartsWith('-') ? "-" : "";
        var parts = digits.TrimStart('-').Split('.');
        return sign + parts[0] + (parts.Length > 1 ? parts[1] : "").PadRight(exponent, '0');
    }
}
