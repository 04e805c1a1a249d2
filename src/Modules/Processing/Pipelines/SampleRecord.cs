using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Monolith.Platform.Buffers;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Pipelines;

/// <summary>Records as JSON, in the shape in which a search answers them: fields, <c>attributes</c> and <c>resource</c>.</summary>
internal static class SampleRecord
{
    private const string Attributes = "attributes";
    private const string Resource = "resource";

    private static readonly RecordField[] Fields =
    [
        .. LogFields.All.Keys.Where(name => name != "id").Order(StringComparer.Ordinal).Select(RecordField.Of),
    ];

    /// <summary>Makes the record what the JSON says. What fits no field becomes an attribute.</summary>
    public static void Fill(LogRecord record, JsonObject json, ScratchBuffer scratch)
    {
        foreach (var (name, value) in json)
        {
            if (value is JsonObject members && name is (Attributes or Resource))
            {
                Fill(name == Resource ? record.Resource : record.Attributes, members);
            }
            else if (value is not null)
            {
                Write(record, name, Text(value), scratch);
            }
        }
    }

    /// <summary>The record as it is now.</summary>
    public static JsonObject Show(LogRecord record, ScratchBuffer scratch)
    {
        var json = new JsonObject();
        foreach (var field in Fields)
        {
            var value = field.Read(record, scratch);
            if (!value.IsEmpty)
            {
                json[field.Name] = Text(value);
            }
        }

        json[Attributes] = Show(record.Attributes);
        if (record.Resource.Count > 0)
        {
            json[Resource] = Show(record.Resource);
        }

        if (!record.Stream.IsEmpty)
        {
            json["stream"] = Text(record.Stream);
        }

        return json;
    }

    private static void Write(LogRecord record, string name, ReadOnlyMemory<byte> value, ScratchBuffer scratch)
    {
        switch (name)
        {
            case "id":
            case "source":
            case "observed_timestamp":
            case "weight":
                return; // what a search says of a stored record, and no record says of itself
            case "severity_number":
                RecordField.Of(LogFields.Severity).TryWrite(record, value, scratch);
                return;
            case LogFields.Severity:
                record.SeverityText = value; // normalising knows what it means
                return;
            default:
                if (!RecordField.Of(name).TryWrite(record, value, scratch))
                {
                    record.Attributes.Add(Encoding.UTF8.GetBytes(name), value);
                }

                return;
        }
    }

    private static void Fill(AttributeList attributes, JsonObject members)
    {
        foreach (var (name, value) in members)
        {
            attributes.Add(Encoding.UTF8.GetBytes(name), value is null ? default : Text(value));
        }
    }

    private static JsonObject Show(AttributeList attributes)
    {
        var json = new JsonObject();
        foreach (ref readonly var attribute in attributes.Items)
        {
            json.TryAdd(Text(attribute.Key), Text(attribute.Value));
        }

        return json;
    }

    private static ReadOnlyMemory<byte> Text(JsonNode value) =>
        Encoding.UTF8.GetBytes(
            value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString()
        );

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
