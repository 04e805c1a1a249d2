using Monolith.Platform.Language;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Parsing;

/// <summary>Takes a text of the record apart. All of its parts are on the record afterwards, or none.</summary>
/// <param name="field">Where the text is.</param>
/// <param name="format">Its form.</param>
/// <param name="prefix">What stands before the names of its parts, dot and all; empty for nothing.</param>
/// <param name="keep">Whether the text stays once it was taken apart.</param>
/// <param name="most">How many attributes a record may have.</param>
/// <param name="names">Knows which parts belong into the record's fields.</param>
internal sealed class Parse(
    RecordField field,
    ITextFormat format,
    ReadOnlyMemory<byte> prefix,
    bool keep,
    int most,
    KnownNames names
) : RecordStage
{
    private static readonly ReadOnlyMemory<byte> OriginalName = "log.record.original"u8.ToArray();

    public override Verdict Apply(LogRecord record, in StageContext context)
    {
        var text = field.Read(record, context.Scratch);
        if (text.IsEmpty)
        {
            return Verdict.Keep;
        }

        var before = record.Attributes.Count;
        var fields = new ParsedFields(record.Attributes, context.Scratch, prefix, most);
        if (format.Parse(text, fields) is { } problem)
        {
            record.Attributes.Truncate(before);
            return Verdict.Fail(problem);
        }

        // What has a prefix was asked to stay among the attributes.
        var hasBody = prefix.IsEmpty && names.Move(record, before, context);
        if (field.IsAttribute)
        {
            if (!keep)
            {
                field.Remove(record);
            }
        }
        else if (keep && hasBody)
        {
            record.Attributes.Add(OriginalName, text);
        }

        return Verdict.Keep;
    }
}
