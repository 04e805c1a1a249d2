using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Monolith.Audit.Canonical;

/// <summary>JSON in the one form that RFC 8785 gives it: members in the order of their names, no white space, numbers as
/// ECMAScript writes them. Two programs that mean the same write the same bytes, so the bytes can be hashed.</summary>
internal static class CanonicalJson
{
    /// <summary>The canonical form of a value.</summary>
    /// <exception cref="JsonException">It has none: a name twice in an object, half a surrogate pair, or a number that no double can
    /// hold.</exception>
    public static byte[] Of(JsonElement value)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(value, output);
        return output.WrittenSpan.ToArray();
    }

    private static void Write(JsonElement value, ArrayBufferWriter<byte> output)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, output);
                break;
            case JsonValueKind.Array:
                WriteArray(value, output);
                break;
            case JsonValueKind.String:
                WriteString(Text(value.GetString), output);
                break;
            case JsonValueKind.Number:
                output.Write(Encoding.ASCII.GetBytes(CanonicalNumber.Of(value.GetDouble())));
                break;
            case JsonValueKind.True:
                output.Write("true"u8);
                break;
            case JsonValueKind.False:
                output.Write("false"u8);
                break;
            case JsonValueKind.Null:
                output.Write("null"u8);
                break;
            default:
                throw new JsonException("There is no value.");
        }
    }

    private static void WriteObject(JsonElement value, ArrayBufferWriter<byte> output)
    {
        // Ordinal compares UTF-16 code units, as the RFC asks: not code points, and not what a language makes of them.
        var members = value.EnumerateObject().Select(m => (Name: Text(() => m.Name), m.Value)).ToArray();
        Array.Sort(members, (one, other) => string.CompareOrdinal(one.Name, other.Name));
        output.Write("{"u8);
        for (var i = 0; i < members.Length; i++)
        {
            if (i > 0)
            {
                if (members[i].Name == members[i - 1].Name)
                {
                    throw new JsonException("A name is twice in an object.");
                }

                output.Write(","u8);
            }

            WriteString(members[i].Name, output);
            output.Write(":"u8);
            Write(members[i].Value, output);
        }

        output.Write("}"u8);
    }

    private static void WriteArray(JsonElement value, ArrayBufferWriter<byte> output)
    {
        output.Write("["u8);
        var isFirst = true;
        foreach (var item in value.EnumerateArray())
        {
            if (!isFirst)
            {
                output.Write(","u8);
            }

            isFirst = false;
            Write(item, output);
        }

        output.Write("]"u8);
    }

    /// <summary>Writes a string with no more escapes than JSON demands.</summary>
    private static void WriteString(string text, ArrayBufferWriter<byte> output)
    {
        var escaped = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append(@"\\"),
                '\b' => escaped.Append("\\b"),
                '\t' => escaped.Append("\\t"),
                '\n' => escaped.Append("\\n"),
                '\f' => escaped.Append("\\f"),
                '\r' => escaped.Append("\\r"),
                < ' ' => escaped.Append("\\u").Append(((int)c).ToString("x4")),
                _ => escaped.Append(c),
            };
        }

        output.Write(Encoding.UTF8.GetBytes(escaped.Append('"').ToString()));
    }

    /// <summary>A text that can be written as UTF-8.</summary>
    private static string Text(Func<string?> read)
    {
        try
        {
            return read()!;
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("Half a surrogate pair is no text.", e);
        }
    }
}
