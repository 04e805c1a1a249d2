using System.Globalization;
using System.Text;
using System.Text.Json;
using Monolith.Audit.Merkle;
using Monolith.Audit.Trail;

namespace Monolith.Audit.Export;

/// <summary>A line of a segment: <c>{"seq":0,"time":"…","entry":{…}}</c>. The entry stands in it byte for byte as it was hashed; where
/// its text was removed, its hash stands there in base64: <c>{"seq":0,"time":"…","leaf":"…"}</c>.</summary>
/// <param name="Seq">The entry's place.</param>
/// <param name="Time">The time that it is filed under, as text.</param>
/// <param name="Entry">Its bytes; none where they were removed.</param>
/// <param name="Leaf">Its hash, where its bytes were removed.</param>
internal readonly record struct SegmentLine(long Seq, string Time, ReadOnlyMemory<byte> Entry, Hash? Leaf = null)
{
    /// <summary>Writes a line, its end included.</summary>
    public static byte[] Of(TrailLine line) =>
        Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{{\"seq\":{line.Seq},\"time\":\"{EntryText.TimeOf(line.Time)}\",{Content(line)}}}\n"
            )
        );

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static SegmentLine Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            var json = new Utf8JsonReader(line.Span);
            Expect(ref json, JsonTokenType.StartObject);
            Expect(ref json, "seq"u8);
            Expect(ref json, JsonTokenType.Number);
            var seq = json.GetInt64();
            Expect(ref json, "time"u8);
            Expect(ref json, JsonTokenType.String);
            var time = json.GetString()!;
            Expect(ref json, JsonTokenType.PropertyName);
            if (json.ValueTextEquals("leaf"u8))
            {
                Expect(ref json, JsonTokenType.String);
                var leaf = Hash.Parse(json.GetString()!);
                Expect(ref json, JsonTokenType.EndObject);
                return new SegmentLine(seq, time, default, leaf);
            }

            if (!json.ValueTextEquals("entry"u8))
            {
                throw new FormatException("This is no line of a segment.");
            }

            var begin = (int)json.BytesConsumed;
            Expect(ref json, JsonTokenType.StartObject);
            json.Skip();
            Expect(ref json, JsonTokenType.EndObject);

            // To the last byte but the brace: white space that somebody put around the entry is not the entry's.
            return json.Read() || line.Span[^1] != '}'
                ? throw new FormatException("This is no line of a segment.")
                : new SegmentLine(seq, time, line[begin..^1]);
        }
        catch (JsonException e)
        {
            throw new FormatException("This is no line of a segment.", e);
        }
    }

    private static string Content(TrailLine line) =>
        line.WithoutText is { } leaf ? $"\"leaf\":\"{leaf}\"" : $"\"entry\":{line.Entry}";

    private static void Expect(ref Utf8JsonReader json, JsonTokenType type)
    {
        if (!json.Read() || json.TokenType != type)
        {
            throw new FormatException("This is no line of a segment.");
        }
    }

    private static void Expect(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        Expect(ref json, JsonTokenType.PropertyName);
        if (!json.ValueTextEquals(name))
        {
            throw new FormatException("This is no line of a segment.");
        }
    }
}
