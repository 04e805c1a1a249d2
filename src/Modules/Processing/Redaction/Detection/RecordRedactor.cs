using Monolith.Platform.Buffers;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>The fields of a kind of record that are looked through, each by its place on a tape: below 0, where no attribute is.</summary>
/// <typeparam name="TRecord">The kind of record.</typeparam>
internal interface IRecordTexts<TRecord>
{
    /// <summary>Puts all fields but the user's id onto a tape, but for those that need not be looked through, and replaces at once what is known
    /// for what it is.</summary>
    /// <param name="record">Whose fields.</param>
    /// <param name="redactor">What knows texts in which nothing is found.</param>
    /// <param name="tape">The tape.</param>
    /// <param name="scratch">Where new texts go.</param>
    /// <param name="tally">Where they are counted.</param>
    static abstract void Put(
        TRecord record,
        Redactor redactor,
        TextTape tape,
        ScratchBuffer scratch,
        ref RedactionTally tally
    );

    /// <summary>Writes what stands in the place of a field.</summary>
    static abstract void Set(TRecord record, in ReplacedText replaced);
}

/// <summary>Protects what log records and spans have in common: their fields, the user's id, and the attributes.</summary>
/// <typeparam name="TRecord">The kind of record.</typeparam>
/// <typeparam name="TTexts">Its fields.</typeparam>
internal sealed class RecordRedactor<TRecord, TTexts>(Redactor redactor)
    where TRecord : ISignalRecord
    where TTexts : struct, IRecordTexts<TRecord>
{
    // Where the user's id lies that nobody wants covered: no record has so many fields.
    private const int UserId = -100;

    private readonly bool _coversUsers = redactor.Rules.Wants(PiiKind.User);

    /// <summary>Protects attributes.</summary>
    public AttributeRedactor Attributes { get; } = new(redactor);

    /// <summary>Replaces what may not be kept.</summary>
    public void Redact(TRecord record, ScratchBuffer scratch, ref RedactionTally tally)
    {
        // There are so many users that the processor waits long for the token of one. It looks through all else meanwhile.
        if (_coversUsers)
        {
            redactor.Expect(record.UserId.Span, (byte)PiiKind.User);
        }

        var tape = TextTape.Begin();
        TTexts.Put(record, redactor, tape, scratch, ref tally);
        if (!_coversUsers)
        {
            tape.Add(record.UserId.Span, UserId);
        }

        Attributes.Put(record.Attributes, tape, scratch, ref tally);
        redactor.RedactTape(tape, record.Attributes, scratch, ref tally);
        if (_coversUsers)
        {
            record.UserId = redactor.ReplaceWhole(record.UserId, (byte)PiiKind.User, scratch, ref tally);
        }

        var replaced = tape.Replaced;
        for (var i = replaced.Length - 1; i >= 0; i--)
        {
            if (replaced[i].Place >= 0)
            {
                AttributeRedactor.Set(record.Attributes, in replaced[i]);
            }
            else if (replaced[i].Place == UserId)
            {
                record.UserId = replaced[i].Text;
            }
            else
            {
                TTexts.Set(record, in replaced[i]);
            }
        }
    }
}
