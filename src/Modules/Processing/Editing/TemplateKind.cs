using System.ComponentModel;
using System.Text;
using Monolith.Platform.Language;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Editing;

/// <summary>Stages that write a text with values of the record in it.</summary>
internal sealed class TemplateKind()
    : StageKind<TemplateSettings>(
        "template",
        "Writes a text with values of the record in it to a field.",
        EditingJson.Default.TemplateSettings
    )
{
    private const int MaxText = 10_000;

    protected override RecordStage Build(TemplateSettings settings, StageScope scope)
    {
        if (settings.Text.Length is 0 or > MaxText)
        {
            throw new StageSettingsException("text", $"text has 1 to {MaxText} characters: {{http.route}} took long.");
        }

        return new WriteTemplate(FieldNames.Write(settings.To, "to"), [.. Read(settings.Text)]);
    }

    private static IEnumerable<TemplatePart> Read(string text)
    {
        for (var rest = text; rest.Length > 0; )
        {
            var brace = rest.AsSpan().IndexOfAny('{', '}');
            var words = brace < 0 ? rest : rest[..brace];
            if (words.Length > 0)
            {
                yield return new TemplatePart(Encoding.UTF8.GetBytes(words), Field: null);
            }

            if (brace < 0)
            {
                yield break;
            }

            rest = rest[brace..];
            if (rest.StartsWith("{{", StringComparison.Ordinal) || rest.StartsWith("}}", StringComparison.Ordinal))
            {
                yield return new TemplatePart(Encoding.UTF8.GetBytes(rest[..1]), Field: null);
                rest = rest[2..];
                continue;
            }

            var end = rest.IndexOf('}', StringComparison.Ordinal);
            if (end < 1)
            {
                throw new StageSettingsException(
                    "text",
                    "A brace stands twice, or around the name of a field: {{, }}, {body}."
                );
            }

            yield return new TemplatePart(default, FieldNames.Read(rest[1..end].Trim(), "text"));
            rest = rest[(end + 1)..];
        }
    }
}

/// <summary>Writes a text with values of the record in it. A value that the record does not have leaves its place empty.</summary>
internal sealed class WriteTemplate(RecordField to, TemplatePart[] parts) : RecordStage
{
    // More than this in one value is no use to anybody, and a template may name one field many times.
    private const int MaxBytes = 64 * 1024;

    private static readonly Verdict TooLong = Verdict.Fail("The text would have more than 64 KiB.");

    private readonly Verdict _doesNotFit = Verdict.Fail($"The text is none that {to.Name} can have.");

    public override Verdict Apply(LogRecord record, in StageContext context)
    {
        var mark = context.Scratch.Position;
        Span<byte> room = stackalloc byte[RecordField.MaxMadeBytes];
        var length = 0;
        foreach (var part in parts)
        {
            length += part.Read(record, room).Length;
        }

        if (length > MaxBytes)
        {
            return TooLong;
        }

        var text = context.Scratch.Take(length);
        var written = 0;
        foreach (var part in parts)
        {
            var value = part.Read(record, room);
            value.CopyTo(text.Span[written..]);
            written += value.Length;
        }

        if (to.TryWrite(record, text, context.Scratch))
        {
            return Verdict.Keep;
        }

        context.Scratch.Rewind(mark);
        return _doesNotFit;
    }
}

/// <summary>A piece of a template: words, or the value of a field.</summary>
internal sealed record TemplatePart(ReadOnlyMemory<byte> Words, RecordField? Field)
{
    public ReadOnlySpan<byte> Read(LogRecord record, Span<byte> room) =>
        Field is null ? Words.Span : Field.Read(record, room);
}

/// <summary>The settings of a stage that writes a text.</summary>
internal sealed record TemplateSettings
{
    [Description("The field that gets the text.")]
    public string To { get; set; } = "";

    [Description(
        "The text, with names of fields in braces: {http.request.method} {http.route}. A brace itself stands twice."
    )]
    public string Text { get; set; } = "";
}
