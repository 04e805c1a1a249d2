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
            // Most names are known, and hold nothing and say nothing: the others take a longer way.
            ref readonly var attribute = ref attributes.Items[i];
            if (NameOf(in attribute, tape, name) is { Known.IsQuiet: true } quiet)
            {
                name = quiet;
                PutValue(attribute.Value.Span, kept, quiet.Known, tape);
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

    // By its number, or else as the one that is expected; null where it is neither.
    private BookedName? NameOf(in LogAttribute attribute, TextTape tape, BookedName? before)
    {
        if (attribute.Number != 0)
        {
            return redactor.Names.Numbered(attribute.Number);
        }

        var expected = tape.NameAfter(before);
        return redactor.Names.Is(expected, attribute.Key.Span) ? expected : null;
    }

    private void PutValue(ReadOnlySpan<byte> value, int place, in KnownName name, TextTape tape)
    {
        if (!redactor.IsClean(value, name))
        {
            tape.Add(value, AttributePlaces.OfValue(place), name.Traits);
        }
    }

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
        var value = attributes.Items[at].Value;
        ref var expected = ref tape.NameAfter(booked);
        var known = redactor.Names.Of(in attributes.Items[at], ref expected);
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
        else
        {
            PutValue(value.Span, place, known, tape);
        }

        if (!known.IsClean)
        {
            tape.Add(attributes.Items[at].Key.Span, AttributePlaces.OfName(place));
        }

        return true;
    }
}
