using System.Buffers;
using Monolith.Platform.Buffers;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>Protects attributes: values whose names say what they are, all other values by what they say, and names that hold a value
/// themselves.</summary>
internal sealed class AttributeRedactor(Redactor redactor)
{
    // Most names are made of these alone, and then there is nothing to be found in them.
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-/"u8
    );

    private const int LongestPlain = 32;

    [ThreadStatic]
    private static ScratchBuffer? s_ofResources;

    /// <summary>Replaces what may not be kept; an attribute of which nothing is left goes.</summary>
    public void Redact(AttributeList attributes, ScratchBuffer scratch, ref RedactionTally tally)
    {
        var kept = 0;
        for (var i = 0; i < attributes.Count; i++)
        {
            var isEmpty = attributes.Items[i].Value.IsEmpty;
            RedactOne(attributes, i, scratch, ref tally);
            if (isEmpty || !attributes.Items[i].Value.IsEmpty)
            {
                attributes.Move(i, kept++);
            }
        }

        attributes.Truncate(kept);
    }

    /// <summary>Replaces what may not be kept, and leaves every attribute in its place: where each lies says whose it is.</summary>
    public void RedactInPlace(AttributeList attributes, ScratchBuffer scratch, ref RedactionTally tally)
    {
        for (var i = 0; i < attributes.Count; i++)
        {
            RedactOne(attributes, i, scratch, ref tally);
        }
    }

    /// <summary>Replaces what may not be kept of the program that wrote a record: once for all records of it.</summary>
    public void RedactResource(ISignalRecord record)
    {
        var resource = record.Resource;
        if (resource.Count == 0 || record.ProtectedResource == record.ResourceVersion)
        {
            return;
        }

        record.ProtectedResource = record.ResourceVersion;

        // Decoders take the batch's memory back between records, while the resource stays: its values need memory of their own.
        var scratch = s_ofResources ??= new ScratchBuffer();
        var tally = default(RedactionTally);
        Redact(resource, scratch, ref tally);
        tally.Mark(resource, redactor.Rules, scratch);
        if (tally.Count > 0)
        {
            for (var i = 0; i < resource.Count; i++)
            {
                var (key, value) = resource.Items[i];
                resource.Rename(i, key.ToArray());
                resource.SetValue(i, value.ToArray());
            }
        }

        scratch.Reset();
    }

    // An element of structured data, order@32473, is named like an address.
    private static bool IsPlain(ReadOnlySpan<byte> name) =>
        (name.Length <= LongestPlain && name.IndexOfAnyExcept(Plain) < 0) || name.StartsWith("syslog.sd."u8);

    private void RedactOne(AttributeList attributes, int place, ScratchBuffer scratch, ref RedactionTally tally)
    {
        var (key, value) = attributes.Items[place];
        var replaced = Value(key, value, scratch, ref tally);
        var name = IsPlain(key.Span) ? key : redactor.Redact(key, default, scratch, ref tally);
        if (!replaced.Equals(value) || !name.Equals(key))
        {
            attributes.Rename(place, name);
            attributes.SetValue(place, replaced);
        }
    }

    private ReadOnlyMemory<byte> Value(
        ReadOnlyMemory<byte> key,
        ReadOnlyMemory<byte> value,
        ScratchBuffer scratch,
        ref RedactionTally tally
    ) =>
        redactor.Rules.Fields.TryFind(key.Span, out var rule) && redactor.Rules.Wants(rule.Kind)
            ? redactor.ReplaceWhole(value, rule.Kind, scratch, ref tally)
            : redactor.Redact(value, key.Span, scratch, ref tally);
}
