using System.Buffers;
using Monolith.Platform.Buffers;
using Monolith.Platform.Signals;
using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>
/// Replaces in any bytes what may not be kept, as a tenant's rules say. What was replaced is found no second time, so that a text may pass as
/// often as it likes. Thread-safe; never throws on what a client sent; allocates nothing once it is warm.
/// </summary>
internal sealed class Redactor
{
    /// <summary>No text is looked at that is shorter: <c>a@b.co</c> is the shortest value that is found anywhere.</summary>
    public const int Shortest = 6;

    private const int HashLetters = 8;
    private const int MaxStack = 256;

    [ThreadStatic]
    private static FindingList? s_findings;

    private readonly DetectionRules _rules;
    private readonly IValueProtector _protector;
    private readonly bool _hasOwnPatterns;

    // What stands in the place of a value of each kind has at most so many bytes more than it, unless it is encrypted.
    private readonly int[] _most;

    // Of the texts that are no attribute's value.
    private readonly int _source = CleanTexts.NewSource();

    public Redactor(DetectionRules rules, IValueProtector protector)
    {
        (_rules, _protector, _hasOwnPatterns) = (rules, protector, rules.Patterns.Length > 0);
        _most =
        [
            .. Enumerable
                .Range(0, rules.Kinds)
                .Select(k => MaxLength(rules.TokenOf((byte)k), rules.ActionOf((byte)k), 0)),
        ];
        Names = new NameBook(this);
    }

    /// <summary>What is looked for.</summary>
    public DetectionRules Rules => _rules;

    /// <summary>The names of attributes that came before.</summary>
    public NameBook Names { get; }

    /// <summary>The text without what may not be kept: the text itself where there was nothing, or a new one in scratch memory.</summary>
    /// <param name="text">Any bytes.</param>
    /// <param name="name">The name of the field that they are the value of; empty when there is none.</param>
    /// <param name="scratch">Where the new text goes.</param>
    /// <param name="tally">Where it is counted.</param>
    public ReadOnlyMemory<byte> Redact(
        ReadOnlyMemory<byte> text,
        ReadOnlySpan<byte> name,
        ScratchBuffer scratch,
        ref RedactionTally tally
    )
    {
        if (text.Length < Shortest || IsPlain(text.Span, NameTraits.Of(name, _rules.Fields)))
        {
            return text;
        }

        var findings = s_findings ??= new FindingList();
        findings.Clear();
        Find(text.Span, name, findings);
        return findings.Count == 0 ? text : Replace(text.Span, 0, findings.Items, scratch, ref tally);
    }

    /// <summary>Leaves on a tape what stands in the place of those of its texts that may not be kept as they are.</summary>
    /// <param name="tape">The texts.</param>
    /// <param name="attributes">The attributes that lie on it, at their places.</param>
    /// <param name="scratch">Where the new texts go.</param>
    /// <param name="tally">Where they are counted.</param>
    public void RedactTape(TextTape tape, AttributeList attributes, ScratchBuffer scratch, ref RedactionTally tally)
    {
        var blocks = tape.Blocks();
        var texts = tape.Texts;
        var findings = tape.Findings;
        new TextScanner(blocks, texts, _rules, findings).Run();
        if (_hasOwnPatterns)
        {
            foreach (ref readonly var text in texts)
            {
                var name = AttributePlaces.IsValue(text.Place)
                    ? attributes.Items[AttributePlaces.Index(text.Place)].Key.Span
                    : default;
                FindOwn(blocks.Slice(text.Start, text.Length), text.Start, name, findings);
            }
        }

        findings.Settle();
        var (from, at) = (0, 0);
        while (from < findings.Count)
        {
            while (texts[at].End <= findings.Items[from].Start)
            {
                at++;
            }

            ref readonly var text = ref texts[at];
            var to = from + 1;
            while (to < findings.Count && findings.Items[to].Start < text.End)
            {
                to++;
            }

            var found = findings.Items[from..to];
            tape.Replace(
                text.Place,
                Replace(blocks.Slice(text.Start, text.Length), text.Start, found, scratch, ref tally)
            );
            from = to;
        }

        if (tape.IsLesson)
        {
            Learn(tape, attributes);
        }
    }

    /// <summary>What stands in the place of a whole value, of a field whose name says what it is.</summary>
    /// <inheritdoc cref="Redact"/>
    public ReadOnlyMemory<byte> ReplaceWhole(
        ReadOnlyMemory<byte> value,
        byte kind,
        ScratchBuffer scratch,
        ref RedactionTally tally
    ) =>
        value.IsEmpty || !_rules.Wants(kind) || !Detectors.FieldDetector.IsTelling(value.Span)
            ? value
            : ReplaceAll(value, kind, scratch, ref tally);

    /// <summary>Whether a text is an address of IPv4 and nothing else, and would be found as one.</summary>
    public bool IsAddress(ReadOnlySpan<byte> text) =>
        !_hasOwnPatterns && _rules.Wants(PiiKind.Ip) && Detectors.IpDetector.IsV4(text);

    /// <summary>What stands in the place of such an address.</summary>
    public ReadOnlyMemory<byte> ReplaceAddress(
        ReadOnlyMemory<byte> address,
        ScratchBuffer scratch,
        ref RedactionTally tally
    ) => ReplaceAll(address, (byte)PiiKind.Ip, scratch, ref tally);

    /// <summary>Whether a text need not be looked through: it is too short, its form says that nothing is in it, or nothing was found in it
    /// before.</summary>
    /// <param name="text">The text.</param>
    public bool IsClean(ReadOnlySpan<byte> text) =>
        text.Length < Shortest || IsPlain(text) || CleanTexts.Has(_source, text);

    /// <inheritdoc cref="IsClean(ReadOnlySpan{byte})"/>
    /// <param name="text">The value of an attribute.</param>
    /// <param name="name">What is known of the attribute's name.</param>
    public bool IsClean(ReadOnlySpan<byte> text, in KnownName name) =>
        text.Length < Shortest || IsPlain(text, name.Traits) || (name.IsCommon && CleanTexts.Has(name.Source, text));

    /// <summary>Whether the form of a text says that nothing is in it that is looked for.</summary>
    public bool IsPlain(ReadOnlySpan<byte> text, NameTraits traits = default) =>
        !_hasOwnPatterns && PlainText.Is(text, traits);

    /// <summary>Says that a whole value will be replaced in a moment: its token comes from memory meanwhile.</summary>
    public void Expect(ReadOnlySpan<byte> value, byte kind)
    {
        if (!value.IsEmpty && _rules.ActionOf(kind) == RedactAction.Tokenize)
        {
            _protector.Expect(_rules.TokenOf(kind), value);
        }
    }

    /// <summary>What stands in the place of a whole value by the word of a contract, whatever the rules say of its kind.</summary>
    public ReadOnlyMemory<byte> ReplaceAs(
        TokenKind kind,
        RedactAction action,
        ReadOnlySpan<byte> value,
        ScratchBuffer scratch
    )
    {
        var most = MaxLength(kind, action, value.Length);
        var written = scratch.Take(most);
        var length = WriteAs(kind, action, value, written.Span);
        scratch.Return(most - length);
        return written[..length];
    }

    /// <summary>Adds to a list what is found in a text, in order and without overlaps.</summary>
    public void Find(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, FindingList findings)
    {
        var whole = new TextOnTape(0, text.Length, 0, NameTraits.Of(name, _rules.Fields));
        new TextScanner(text, new ReadOnlySpan<TextOnTape>(in whole), _rules, findings).Run();
        if (_hasOwnPatterns)
        {
            FindOwn(text, 0, name, findings);
        }

        findings.Settle();
    }

    // What was replaced stands on the tape in the order of the texts.
    private void Learn(TextTape tape, AttributeList attributes)
    {
        var blocks = tape.Blocks();
        var replaced = tape.Replaced;
        foreach (ref readonly var text in tape.Texts)
        {
            if (!replaced.IsEmpty && replaced[0].Place == text.Place)
            {
                replaced = replaced[1..];
                continue;
            }

            var isValue = AttributePlaces.IsValue(text.Place);
            BookedName? booked = null;
            var source = isValue
                ? Names.Of(attributes.Items[AttributePlaces.Index(text.Place)].Key.Span, ref booked).Source
                : _source;
            if (source != 0)
            {
                CleanTexts.Learn(source, blocks.Slice(text.Start, text.Length));
            }
        }
    }

    private void FindOwn(ReadOnlySpan<byte> text, int offset, ReadOnlySpan<byte> name, FindingList findings)
    {
        var before = findings.Count;
        var rented = ArrayPool<char>.Shared.Rent(text.Length);
        var letters = rented.AsSpan(0, text.Length);
        System.Text.Encoding.Latin1.GetChars(text, letters);
        foreach (var pattern in _rules.Patterns)
        {
            pattern.Find(text, letters, name, findings);
        }

        findings.Shift(before, offset);

        ArrayPool<char>.Shared.Return(rented);
    }

    private ReadOnlyMemory<byte> Replace(
        ReadOnlySpan<byte> text,
        int offset,
        ReadOnlySpan<Finding> findings,
        ScratchBuffer scratch,
        ref RedactionTally tally
    )
    {
        var most = text.Length;
        foreach (ref readonly var finding in findings)
        {
            most += MaxLength(in finding) - finding.Length;
        }

        var written = scratch.Take(most);
        var destination = written.Span;
        var (from, length) = (0, 0);
        foreach (ref readonly var finding in findings)
        {
            var start = finding.Start - offset;
            text[from..start].CopyTo(destination[length..]);
            length += start - from;
            length += Write(in finding, text.Slice(start, finding.Length), destination[length..]);
            from = start + finding.Length;
            tally.Add(finding.Kind);
        }

        text[from..].CopyTo(destination[length..]);
        length += text.Length - from;
        scratch.Return(most - length);
        return written[..length];
    }

    private ReadOnlyMemory<byte> ReplaceAll(
        ReadOnlyMemory<byte> value,
        byte kind,
        ScratchBuffer scratch,
        ref RedactionTally tally
    )
    {
        var whole = new Finding(0, value.Length, kind, Certainty.Proven);
        var most = MaxLength(in whole);
        var written = scratch.Take(most);
        var length = WriteValue(in whole, value.Span, written.Span);
        scratch.Return(most - length);
        tally.Add(kind);
        return written[..length];
    }

    private int MaxLength(in Finding finding) =>
        _rules.ActionOf(finding.Kind) == RedactAction.Encrypt
            ? MaxLength(_rules.TokenOf(finding.Kind), RedactAction.Encrypt, finding.Length)
            : _most[finding.Kind] + finding.Length;

    private int MaxLength(TokenKind kind, RedactAction action, int length)
    {
        var cover = kind.Utf8.Length + HashLetters + 5;
        return Math.Max(
            cover,
            action switch
            {
                RedactAction.Tokenize => _protector.MaxTokenLength(kind),
                RedactAction.Encrypt => _protector.MaxCiphertextLength(kind, length),
                RedactAction.Partial => Math.Max(length + 1, _protector.MaxTokenLength(kind)),
                _ => 0,
            } + 2
        );
    }

    private int Write(in Finding finding, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        if ((finding.Form & FindingForm.Quoted) != FindingForm.Quoted)
        {
            return WriteValue(in finding, value, destination);
        }

        destination[0] = (byte)'"';
        var length = 1 + WriteValue(in finding, value, destination[1..]);
        destination[length] = (byte)'"';
        return length + 1;
    }

    private int WriteValue(in Finding finding, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        var kind = _rules.TokenOf(finding.Kind);
        var action = _rules.ActionOf(finding.Kind);
        if (action == RedactAction.Remove)
        {
            return 0;
        }

        var isCovered = (finding.Form & FindingForm.Covered) == FindingForm.Covered;
        return !isCovered && action == RedactAction.Partial && kind != TokenKind.Ip
            ? PartialText.Write(finding.Kind, value, destination)
            : WriteAs(kind, isCovered ? RedactAction.Mask : action, value, destination);
    }

    // The token of an address is what is left of it: its network stays.
    private int WriteAs(TokenKind kind, RedactAction action, ReadOnlySpan<byte> value, Span<byte> destination) =>
        action switch
        {
            RedactAction.Remove => 0,
            RedactAction.Tokenize => _protector.Tokenize(kind, value, destination),
            RedactAction.Encrypt => _protector.Encrypt(kind, value, destination),
            RedactAction.Hash => WriteHash(kind, value, destination),
            RedactAction.Partial when kind == TokenKind.Ip => _protector.Tokenize(kind, value, destination),
            RedactAction.Partial => WriteHash(kind, value, destination),
            _ => TokenText.WriteCover(kind, destination),
        };

    private int WriteHash(TokenKind kind, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        Span<byte> room = stackalloc byte[MaxStack];
        var token = room[.._protector.Tokenize(kind, value, room)];
        var length = TokenText.WriteCover(kind, destination);
        if (token[0] == '[')
        {
            return length;
        }

        destination[length - 1] = (byte)':';
        token[^HashLetters..].CopyTo(destination[length..]);
        destination[length + HashLetters] = (byte)']';
        return length + HashLetters + 1;
    }
}
