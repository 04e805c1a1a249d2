using System.Text;
using Monolith.Platform.Buffers;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Schemas;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>Does with the fields of a record what the contract of its service says of those that say something about a person: whatever
/// they hold, and before anything is looked for in them.</summary>
internal sealed class ClassRedactor(Redactor redactor, IFieldClasses classes)
{
    /// <summary>Replaces what the contract says.</summary>
    public void Redact(LogRecord record, TenantId tenant, ScratchBuffer scratch, ref RedactionTally tally)
    {
        var fields = classes.Of(tenant, record.ServiceName.Span);
        var isNewResource = record.Resource.Count > 0 && record.ProtectedResource != record.ResourceVersion;

        // What the built-in contract declares, the stage has settings of its own for.
        for (var i = 0; i < fields.Count && fields != BuiltInContract.Compiled.Classes; i++)
        {
            var field = fields[i];
            if (field.Action is FieldAction.Keep or FieldAction.Scan)
            {
                continue;
            }

            if (isNewResource)
            {
                ReplaceInResource(record, field, scratch);
            }

            Replace(record, field, scratch, ref tally);
        }
    }

    // Once for all records of a resource, by the contract of the service that wrote the first of them. Decoders take the scratch memory
    // back between records, while the resource stays.
    private void ReplaceInResource(LogRecord record, ClassifiedField field, ScratchBuffer scratch)
    {
        var place = field.Field.IsAttribute ? record.Resource.IndexOf(Encoding.UTF8.GetBytes(field.Field.Name)) : -1;
        if (place < 0 || !Detectors.FieldDetector.IsTelling(record.Resource.Items[place].Value.Span))
        {
            return;
        }

        var value = record.Resource.Items[place].Value.Span;
        var replaced = redactor.ReplaceAs(field.Kind, ActionOf(field.Action), value, scratch);
        if (replaced.IsEmpty)
        {
            record.Resource.RemoveAt(place);
        }
        else
        {
            record.Resource.SetValue(place, replaced.ToArray());
        }
    }

    private void Replace(LogRecord record, ClassifiedField field, ScratchBuffer scratch, ref RedactionTally tally)
    {
        var value = field.Field.Read(record, scratch);
        if (value.IsEmpty || !Detectors.FieldDetector.IsTelling(value.Span))
        {
            return;
        }

        var replaced = redactor.ReplaceAs(field.Kind, ActionOf(field.Action), value.Span, scratch);

        // A name may come twice, and a number has no room for a token: nothing of what was there stays.
        field.Field.Remove(record);
        if (!replaced.IsEmpty)
        {
            field.Field.TryWrite(record, replaced, scratch);
        }

        tally.Add((byte)(field.Class == PiiClass.Secret ? PiiKind.Secret : PiiKind.User));
    }

    private static RedactAction ActionOf(FieldAction action) =>
        action switch
        {
            FieldAction.Remove => RedactAction.Remove,
            FieldAction.Hash => RedactAction.Hash,
            FieldAction.Partial => RedactAction.Partial,
            FieldAction.Tokenize => RedactAction.Tokenize,
            FieldAction.Encrypt => RedactAction.Encrypt,
            _ => RedactAction.Mask,
        };
}
