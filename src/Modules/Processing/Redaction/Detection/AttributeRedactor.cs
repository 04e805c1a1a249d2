using Monolith.Platform.Buffers;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>Protects attributes: values whose names say what they are, all other values by what they say, and names that hold a value
/// themselves.</summary>
internal sealed class AttributeRedactor(Redactor redactor)
{
    [ThreadStatic]
    private static ScratchBuffer? s_ofResources;

    /// <summary>Replaces what may not be kept; an attribute of which nothing is left goes.</summary>
    public void Redact(AttributeList attributes, ScratchBuffer scratch, ref RedactionTally tally)
    {
        var tape = TextTape.Begin();
        Put(attributes, tape, scratch, ref tally);
        redactor.RedactTape(tape, attributes, scratch, ref tally);
        var replaced = tape.Replaced;
        for (var i = replaced.Length - 1; i >= 0; i--)
        {
            Set(attributes, in replaced[i]);
        }
    }

    /// <summary>Replaces what may not be kept, and leaves every attribute in its place: where each lies says whose it is.</summary>
    public void RedactInPlace(AttributeList attributes, ScratchBuffer scratch, ref RedactionTally tally)
    {
        var tape = TextTape.Begin();
        BookedName? name = null;
        for (var i = 0; i < attributes.Count; i++)
        {
            if (!PutOne(attributes, i, i, tape, ref name, scratch, ref tally))
            {
                tape.Add(attributes.Items[i].Key.Span, AttributePlaces.OfName(i));
            }
        }

        redactor.RedactTape(tape, attributes, scratch, ref tally);
        foreach (ref readonly var replaced in tape.Replaced)
        {
            Write(attributes, in replaced);
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
        RedactionMark.Leave(resource, in tally, redactor.Rules, scratch);
        if (tally.Kinds != 0)
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

    /// <summary>Replaces the values whose names say what they are, and puts all else onto the tape.</summary>
    public void Put(AttributeList attributes, TextTape tape, ScratchBuffer scratch, ref RedactionTally tally)
    {
        var kept = 0;
        BookedName? name = null;
        for (var i = 0; i < attributes.Count; i++)
        {
            // Most names are those that are expected, and most values are plain: the others take a longer way.
            var expected = tape.NameAfter(name);
            if (IsQuiet(in attributes.Items[i], expected))
            {
                name = expected;
            }
            else if (!PutOne(attributes, i, kept, tape, ref name, scratch, ref tally))
            {
                continue;
            }

            if (i != kept)
            {
                attributes.Move(i, kept);
            }

            kept++;
        }

        attributes.Truncate(kept);
    }

    /// <summary>Writes what stands in the place of a name or a value. From the last one to the first, since an attribute of which nothing
    /// is left goes.</summary>
    public static void Set(AttributeList attributes, in ReplacedText replaced)
    {
        if (replaced.Text.IsEmpty && AttributePlaces.IsValue(replaced.Place))
        {
            attributes.RemoveAt(AttributePlaces.Index(replaced.Place));
            return;
        }

        Write(attributes, in replaced);
    }

    private static void Write(AttributeList attributes, in ReplacedText replaced)
    {
        var index = AttributePlaces.Index(replaced.Place);
        if (AttributePlaces.IsValue(replaced.Place))
        {
            attributes.SetValue(index, replaced.Text);
        }
        else
        {
            attributes.Rename(index, replaced.Text);
        }
    }

    private bool IsQuiet(in LogAttribute attribute, BookedName? expected) =>
        redactor.Names.Is(expected, attribute.Key.Span)
        && expected.Known.IsQuiet
        && redactor.IsClean(attribute.Value.Span, expected.Known);

    // False when nothing is left of the value: then the name, which goes with it, is not on the tape either.
    private bool PutOne(
        AttributeList attributes,
        int at,
        int place,
        TextTape tape,
        ref BookedName? booked,
        ScratchBuffer scratch,
        ref RedactionTally tally
    )
    {
        var (key, value) = attributes.Items[at];
        var name = key.Span;
        ref var expected = ref tape.NameAfter(booked);
        var known = redactor.Names.Of(name, ref expected);
        booked = expected;
        tally.MayBeMarked |= known.IsMark;
        if (known.Traits.Rule is { } rule && redactor.Rules.Wants(rule.Kind))
        {
            attributes.SetValue(at, redactor.ReplaceWhole(value, rule.Kind, scratch, ref tally));
            if (!value.IsEmpty && attributes.Items[at].Value.IsEmpty)
            {
                return false;
            }
        }
        else if (!redactor.IsClean(value.Span, known))
        {
            tape.Add(value.Span, AttributePlaces.OfValue(place), known.Traits);
        }

        if (!known.IsClean)
        {
            tape.Add(name, AttributePlaces.OfName(place));
        }

        return true;
    }
}
