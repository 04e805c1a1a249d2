using System.Buffers;
using Monolith.Platform.Buffers;
using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>
/// Replaces in any bytes what may not be kept, as a tenant's rules say. What was replaced is found no second time, so that a text may pass as
/// often as it likes. Thread-safe; never throws on what a client sent; allocates nothing once it is warm.
/// </summary>
internal sealed class Redactor(DetectionRules rules, IValueProtector protector)
{
    // a@b.co is the shortest value that is found anywhere.
    private const int Shortest = 6;
    private const int HashLetters = 8;
    private const int MaxStack = 256;

    // Most attributes are a short word: without any of these there is nothing to be found in one that is too short for a key.
    private static readonly SearchValues<byte> Telling = SearchValues.Create("0123456789@:=%>"u8);
    private const int ShortestKey = 16;

    [ThreadStatic]
    private static FindingList? s_findings;

    /// <summary>What is looked for.</summary>
    public DetectionRules Rules => rules;

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
        if (text.Length < Shortest || IsShortWord(text.Span))
        {
            return text;
        }

        var findings = s_findings ??= new FindingList();
        findings.Clear();
        Find(text.Span, name, findings);
        return findings.Count == 0 ? text : Replace(text.Span, findings.Items, scratch, ref tally);
    }

    /// <summary>What stands in the place of a whole value, of a field whose name says what it is.</summary>
    /// <inheritdoc cref="Redact"/>
    public ReadOnlyMemory<byte> ReplaceWhole(
        ReadOnlyMemory<byte> value,
        byte kind,
        ScratchBuffer scratch,
        ref RedactionTally tally
    ) =>
        value.IsEmpty || !rules.Wants(kind) || !Detectors.FieldDetector.IsTelling(value.Span)
            ? value
            : Replace(value.Span, [new Finding(0, value.Length, kind, Certainty.Proven)], scratch, ref tally);

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
        new TextScanner(text, name, rules, findings).Run();
        if (rules.Patterns.Length > 0)
        {
            FindOwn(text, name, findings);
        }

        findings.Settle();
    }

    private bool IsShortWord(ReadOnlySpan<byte> text) =>
        text.Length < ShortestKey && rules.Patterns.Length == 0 && !text.ContainsAny(Telling);

    private void FindOwn(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, FindingList findings)
    {
        var rented = ArrayPool<char>.Shared.Rent(text.Length);
        var letters = rented.AsSpan(0, text.Length);
        System.Text.Encoding.Latin1.GetChars(text, letters);
        foreach (var pattern in rules.Patterns)
        {
            pattern.Find(text, letters, name, findings);
        }

        ArrayPool<char>.Shared.Return(rented);
    }

    private ReadOnlyMemory<byte> Replace(
        ReadOnlySpan<byte> text,
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
            text[from..finding.Start].CopyTo(destination[length..]);
            length += finding.Start - from;
            length += Write(in finding, text.Slice(finding.Start, finding.Length), destination[length..]);
            from = finding.End;
            tally.Add(finding.Kind);
        }

        text[from..].CopyTo(destination[length..]);
        length += text.Length - from;
        scratch.Return(most - length);
        return written[..length];
    }

    private int MaxLength(in Finding finding) =>
        MaxLength(rules.TokenOf(finding.Kind), rules.ActionOf(finding.Kind), finding.Length);

    private int MaxLength(TokenKind kind, RedactAction action, int length)
    {
        var cover = kind.Utf8.Length + HashLetters + 5;
        return Math.Max(
            cover,
            action switch
            {
                RedactAction.Tokenize => protector.MaxTokenLength(kind),
                RedactAction.Encrypt => protector.MaxCiphertextLength(kind, length),
                RedactAction.Partial => Math.Max(length + 1, protector.MaxTokenLength(kind)),
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
        var kind = rules.TokenOf(finding.Kind);
        var action = rules.ActionOf(finding.Kind);
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
            RedactAction.Tokenize => protector.Tokenize(kind, value, destination),
            RedactAction.Encrypt => protector.Encrypt(kind, value, destination),
            RedactAction.Hash => WriteHash(kind, value, destination),
            RedactAction.Partial when kind == TokenKind.Ip => protector.Tokenize(kind, value, destination),
            RedactAction.Partial => WriteHash(kind, value, destination),
            _ => TokenText.WriteCover(kind, destination),
        };

    private int WriteHash(TokenKind kind, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        Span<byte> room = stackalloc byte[MaxStack];
        var token = room[..protector.Tokenize(kind, value, room)];
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
